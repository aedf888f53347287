using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Events;

/// <summary>
/// Snapshots in a table of their own. Loading a user is one round trip, with or without one, which those who are loaded at the same moment share. Of a large
/// one only the beginning comes with that, and the pages of the keys that are needed: it is stored as it is, so that the database finds a piece of it
/// without reading the rest.
/// </summary>
internal sealed class PostgresSnapshots(Database database, Reconnecting reconnecting, LookupThreads threads) : ISnapshots
{
    // The event is looked for: a host that outlived the restoring of a backup may know of events that are none. The where at the end looks at one that stands.
    private const string Keep = """
        insert into userdomain.snapshots as kept (stream, version, event_id, shape, state, page_keys, page_starts)
        select e.stream_id, e.version, e.id, $4, given.state, $6, $7
        from unnest($1, $2, $3, $5) as given (stream, version, event_id, state)
        cross join lateral (
          select e.stream_id, e.version, e.id from mt_events e
          where e.stream_id = given.stream and e.version = given.version and e.id = given.event_id offset 0) e
        on conflict (stream) do update set version = excluded.version, event_id = excluded.event_id, shape = excluded.shape, state = excluded.state,
          page_keys = excluded.page_keys, page_starts = excluded.page_starts, kept_at = now()
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

    private readonly SharedLookups<UserLoad, LoadedUser> loads = new(UserLoad.Statement(database), threads, reconnecting);

    public async ValueTask<UserSince> LoadAsync(UserId userId, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var stream = StreamId.OfUser(userId);
        if (await loads.FindAsync(UserLoad.Of(userId, keys), cancellationToken) is not { } loaded)
            return new(UserState.None(userId), [], IsAll: true);
        var events = Read(stream, loaded);
        if (loaded.Last is not { } last)
            return new(UserState.None(userId), events, events.Length < UserSince.MostEvents);
        var first = loaded.First;
        if (SnapshotForm.HeadLength(first, loaded.Length) is var head && head > first.Length)
            first = await ReadAsync(stream, last, [new(0, head)], cancellationToken) is [var all] ? all : [];
        return SnapshotForm.Read(userId, last.Version, first, loaded.Length) is { } state
            ? new(WithPages(state, loaded), events, events.Length + 1 < UserSince.MostEvents)
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

    /// <summary>Small ones go together, in the order of their streams, so that hosts that keep the same users wait for each other in that order.</summary>
    public async ValueTask KeepAsync(IReadOnlyList<UserState> states, CancellationToken cancellationToken)
    {
        var together = new List<Written>(states.Count);
        foreach (var state in states)
        {
            if (await FillAsync(state, keys: null, cancellationToken) is not { } whole)
                continue; // another has taken its place
            var written = SnapshotForm.Write(whole);
            if (SnapshotForm.PagesOf(whole, written) is { } pages)
                await KeepAsync([new(whole, written)], pages.FirstKeys, pages.Starts, cancellationToken);
            else
                together.Add(new(whole, written));
        }

        together.Sort((one, other) => string.CompareOrdinal(one.State.Stream.Value, other.State.Stream.Value));
        if (together is not [])
            await KeepAsync(together, null, null, cancellationToken);
    }

    private async Task KeepAsync(List<Written> snapshots, byte[][]? firstKeys, int[]? starts, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(WaitForNoDisk);
        batch.Add(Keep,
            P(NpgsqlDbType.Varchar, snapshots.Select(one => one.State.Stream.Value)), P(NpgsqlDbType.Bigint, snapshots.Select(one => one.State.Version)),
            P(NpgsqlDbType.Uuid, snapshots.Select(one => one.State.LastEvent)), P(SnapshotForm.Shape), P(NpgsqlDbType.Bytea, snapshots.Select(one => one.Bytes)),
            PArrayOrNone(NpgsqlDbType.Bytea, firstKeys), PArrayOrNone(NpgsqlDbType.Integer, starts));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>One that is damaged is left: whoever needs it finds that out.</summary>
    private static UserState WithPages(UserState state, LoadedUser loaded) =>
        loaded.Pages is [] ? state : state.Filled([.. loaded.Pages.Select((page, i) => (new ConfigPiece(loaded.Starts[i], page.Length), (ReadOnlyMemory<byte>)page))]) ?? state;

    private static Recorded[] Read(StreamId stream, LoadedUser loaded)
    {
        var events = new Recorded[loaded.Events.Count];
        for (var i = 0; i < events.Length; i++)
        {
            var (past, expected) = (loaded.Events[i], (loaded.Last?.Version ?? 0) + i + 1);
            events[i] = past.Version == expected ? past.Read(stream) : throw new BrokenStreamException(stream, expected, past.Version);
        }

        return events;
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

    /// <summary>A state and its bytes.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Written(UserState State, byte[] Bytes);
}
