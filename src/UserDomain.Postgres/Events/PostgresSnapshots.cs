using System.Buffers;
using System.Data;
using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Postgres.Events;

/// <summary>Snapshots in a table of their own. Loading a user is one round trip, with or without one.</summary>
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

    /// <summary>A snapshot that a crash takes is missed by nobody: it waits for no disk.</summary>
    private const string WaitForNoDisk = "select set_config('synchronous_commit', 'off', true)";

    public async ValueTask<UserSince> LoadAsync(UserId userId, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(
                EventRows.SelectFromSnapshot, P(StreamId.OfUser(userId).Value), P(SnapshotForm.Shape), P(UserSince.MostEvents));
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, token); // or a large row is held twice
            return await ReadAsync(reader, userId, token);
        }, cancellationToken);

    public async ValueTask KeepAsync(UserState state, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(WaitForNoDisk);
        batch.Add(Keep, P(state.Stream.Value), P((long?)state.Version), P(state.LastEvent), P(SnapshotForm.Shape), P(SnapshotForm.Write(state)));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<UserSince> ReadAsync(NpgsqlDataReader reader, UserId userId, CancellationToken cancellationToken)
    {
        var state = UserState.None(userId);
        var events = new List<Recorded>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var stored = EventRows.Read(reader);
            if (!reader.IsDBNull(EventRows.SnapshotColumn))
            {
                if (await ReadStateAsync(reader, userId, stored.Version, cancellationToken) is not { } saved)
                    return new(state, [], IsAll: false); // all of the history is there to be read
                state = saved;
                continue;
            }

            var recorded = stored.Read().Recorded;
            var expected = state.Version + events.Count + 1;
            events.Add(recorded.Version == expected ? recorded : throw new BrokenStreamException(recorded.Stream, expected, recorded.Version));
        }

        return new(state, events, events.Count + (state.Version > 0 ? 1 : 0) < UserSince.MostEvents);
    }

    /// <summary>Its bytes are held no longer than until they are read: those of a large one would outlive many others.</summary>
    private static async ValueTask<UserState?> ReadStateAsync(NpgsqlDataReader reader, UserId userId, long version, CancellationToken cancellationToken)
    {
        await using var stream = reader.GetStream(EventRows.SnapshotColumn);
        var length = (int)stream.Length;
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await stream.ReadExactlyAsync(bytes.AsMemory(0, length), cancellationToken);
            return SnapshotForm.Read(userId, version, bytes.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
