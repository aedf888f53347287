using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>Snapshots in memory, as bytes, so that what cannot be read back shows.</summary>
public sealed class InMemorySnapshots(IEventStore store) : ISnapshots
{
    private readonly Lock gate = new();
    private readonly Dictionary<UserId, Snapshot> kept = [];

    /// <summary>At which version the user was kept; none where he was not.</summary>
    public long? FindVersion(UserId userId)
    {
        lock (gate)
            return kept.GetValueOrDefault(userId)?.Version;
    }

    public async ValueTask<UserSince> LoadAsync(UserId userId, IEnumerable<string> keys, CancellationToken cancellationToken)
    {
        var events = await store.ReadAsync(StreamId.OfUser(userId), cancellationToken);
        Snapshot? snapshot;
        lock (gate)
            snapshot = kept.GetValueOrDefault(userId);
        var state = snapshot is { } found && IsThere(found, events)
            ? Read(userId, found)
            : UserState.None(userId);
        if (state is null)
            return new(UserState.None(userId), [], IsAll: false);
        var after = events.Skip((int)state.Version).Take(UserSince.MostEvents).Select(recorded => recorded with { Origin = Origin.NotRead }).ToArray();
        return new(state, after, state.Version + after.Length == events.Count);
    }

    public ValueTask<UserState?> FillAsync(UserState state, IEnumerable<string>? keys, CancellationToken cancellationToken)
    {
        if (state.LeftIn is not { } left)
            return new(state);
        lock (gate)
        {
            return kept.GetValueOrDefault(state.UserId) is { } snapshot && (snapshot.Version, snapshot.LastEvent) == (left.Version, left.EventId)
                ? new(state.Filled([.. state.User.Config.Left(keys).Select(piece => (piece, (ReadOnlyMemory<byte>)snapshot.Bytes.AsMemory(piece.At, piece.Length)))]))
                : default;
        }
    }

    public async ValueTask KeepAsync(IReadOnlyList<UserState> states, CancellationToken cancellationToken)
    {
        foreach (var state in states)
            await KeepAsync(state, cancellationToken);
    }

    private async Task KeepAsync(UserState state, CancellationToken cancellationToken)
    {
        if (await FillAsync(state, keys: null, cancellationToken) is not { } whole)
            return;
        var events = await store.ReadAsync(state.Stream, cancellationToken);
        var snapshot = new Snapshot(state.Version, state.LastEvent, SnapshotForm.Write(whole));
        lock (gate)
        {
            if (IsThere(snapshot, events) && (kept.GetValueOrDefault(state.UserId) is not { } before || before.Version <= state.Version || !IsThere(before, events)))
                kept[state.UserId] = snapshot;
        }
    }

    /// <summary>No more of it than is needed: what is left of a large one shows.</summary>
    private static UserState? Read(UserId userId, Snapshot snapshot)
    {
        var (bytes, length) = (snapshot.Bytes, snapshot.Bytes.Length);
        var first = Math.Max(SnapshotForm.HeadLength(bytes, length), Math.Min(SnapshotForm.ReadFirst, length));
        return SnapshotForm.Read(userId, snapshot.Version, bytes.AsSpan(0, first), length);
    }

    private static bool IsThere(Snapshot snapshot, IReadOnlyList<Recorded> events) =>
        snapshot.Version <= events.Count && events[(int)snapshot.Version - 1].EventId == snapshot.LastEvent;

    private sealed record Snapshot(long Version, Guid LastEvent, byte[] Bytes);
}
