using System.Data;
using Npgsql;
using NpgsqlTypes;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Postgres.Events;

/// <summary>
/// Snapshots in a table of their own. Loading a user is one round trip, with or without one. Of a large one only the beginning comes with that: it is stored as
/// it is, so that the database finds a piece of it without reading the rest.
/// </summary>
internal sealed class PostgresSnapshots(Database database, Reconnecting reconnecting) : ISnapshots
{
    // The event is looked for: a host that outlived the restoring of a backup may know of events that are none.
    private const string Keep = """
        insert into userdomain.snapshots as kept (stream, version, event_id, shape, state)
        select stream_id, version, id, $4, $5 from mt_events where stream_id = $1 and version = $2 and id = $3
        on conflict (stream) do update set version = excluded.version, event_id = excluded.event_id, shape = excluded.shape, state = excluded.state, kept_at = now()
        where case when kept.shape = excluded.shape then kept.version <= excluded.version else kept.kept_at < now() - interval '1 minute' end
           or not exists (select from mt_events e where e.stream_id = kept.stream and e.version = kept.version and e.id = kept.event_id)
        """;

    private const string Pieces = """
        select substr(s.state, piece.at + 1, piece.length)
        from userdomain.snapshots s, unnest($4::int[], $5::int[]) with ordinality as piece(at, length, place)
        where s.stream = $1 and s.version = $2 and s.event_id = $3 and s.shape = $6 order by piece.place
        """;

    private const string ThrowAway = "delete from userdomain.snapshots where stream = $1 and version = $2 and event_id = $3 and shape = $4";

    /// <summary>A snapshot that a crash takes is missed by nobody: it waits for no disk.</summary>
    private const string WaitForNoDisk = "select set_config('synchronous_commit', 'off', true)";

    public async ValueTask<UserSince> LoadAsync(UserId userId, CancellationToken cancellationToken)
    {
        var stream = StreamId.OfUser(userId);
        var (last, first, length, events) = await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(
                EventRows.SelectFromSnapshot, P(stream.Value), P(SnapshotForm.Shape), P(UserSince.MostEvents), P(SnapshotForm.ReadFirst));
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, token); // or a large row is held twice
            return await ReadAsync(reader, token);
        }, cancellationToken);
        if (last is null)
            return new(UserState.None(userId), events, events.Count < UserSince.MostEvents);
        if (SnapshotForm.HeadLength(first, length) is var head && head > first.Length)
            first = await ReadAsync(stream, last, [new(0, head)], cancellationToken) is [var all] ? all : [];
        return SnapshotForm.Read(userId, last.Version, first, length) is { } state
            ? new(state, events, events.Count + 1 < UserSince.MostEvents)
            : new(UserState.None(userId), [], IsAll: false); // all of the history is there to be read
    }

    public async ValueTask<UserState?> FillAsync(UserState state, IEnumerable<string>? keys, CancellationToken cancellationToken)
    {
        if (state.LeftIn is not { } snapshot || state.User.Config.Left(keys) is not { Count: > 0 } left)
            return state;
        var read = await ReadAsync(state.Stream, snapshot, left, cancellationToken);
        if (read.Count == 0)
            return null;
        if (state.Filled([.. left.Zip(read, (piece, bytes) => (piece, (ReadOnlyMemory<byte>)bytes))]) is { } filled)
            return filled;
        await ThrowAwayAsync(state.Stream, snapshot, cancellationToken);
        return null;
    }

    public async ValueTask KeepAsync(UserState state, CancellationToken cancellationToken)
    {
        if (await FillAsync(state, keys: null, cancellationToken) is not { } whole)
            return; // another has taken its place

        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(WaitForNoDisk);
        batch.Add(Keep, P(state.Stream.Value), P((long?)state.Version), P(state.LastEvent), P(SnapshotForm.Shape), P(SnapshotForm.Write(whole)));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The snapshot's last event with its first bytes and its length, if there is one, and the events after it.</summary>
    private static async Task<(SnapshotId? Last, byte[] First, int Length, List<Recorded> Events)> ReadAsync(
        NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var (last, first, length, events) = ((SnapshotId?)null, Array.Empty<byte>(), 0, new List<Recorded>());
        while (await reader.ReadAsync(cancellationToken))
        {
            var stored = EventRows.Read(reader);
            if (!reader.IsDBNull(EventRows.SnapshotColumn))
            {
                last = new(stored.Version, stored.Id);
                first = await reader.GetFieldValueAsync<byte[]>(EventRows.SnapshotColumn, cancellationToken);
                length = reader.GetInt32(EventRows.SnapshotColumn + 1);
                continue;
            }

            var recorded = stored.Read().Recorded;
            var expected = (last?.Version ?? 0) + events.Count + 1;
            events.Add(recorded.Version == expected ? recorded : throw new BrokenStreamException(recorded.Stream, expected, recorded.Version));
        }

        return (last, first, length, events);
    }

    /// <summary>These pieces of a snapshot; nothing where it is gone.</summary>
    private Task<IReadOnlyList<byte[]>> ReadAsync(
        StreamId stream, SnapshotId snapshot, IReadOnlyList<ConfigPiece> pieces, CancellationToken cancellationToken) =>
        reconnecting.RunAsync<IReadOnlyList<byte[]>>(async token =>
        {
            await using var command = database.Source.Command(
                Pieces, P(stream.Value), P((long?)snapshot.Version), P(snapshot.EventId), P(NpgsqlDbType.Integer, pieces.Select(piece => piece.At)),
                P(NpgsqlDbType.Integer, pieces.Select(piece => piece.Length)), P(SnapshotForm.Shape));
            await using var reader = await command.ExecuteReaderAsync(token);
            var read = new List<byte[]>(pieces.Count);
            while (await reader.ReadAsync(token))
                read.Add(await reader.GetFieldValueAsync<byte[]>(0, token));
            return read;
        }, cancellationToken);

    /// <summary>Nobody can use it, and whoever reads the user would find it again.</summary>
    private async ValueTask ThrowAwayAsync(StreamId stream, SnapshotId snapshot, CancellationToken cancellationToken)
    {
        await using var command = database.Source.Command(
            ThrowAway, P(stream.Value), P((long?)snapshot.Version), P(snapshot.EventId), P(SnapshotForm.Shape));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
