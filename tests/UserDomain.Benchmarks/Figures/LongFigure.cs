using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Figures;

/// <summary>Whether a user costs more to load who has been through much.</summary>
internal static class LongFigure
{
    public static Figure Figure { get; } = new(
        "append.long", "one key set on each of 200 users with 100,000 events of history whom the host has not in memory, against the same with ten", OnShared: false, MeasureAsync);

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Run run)
    {
        var (users, events) = (run.Plan.UpToUsers(200, 20), run.Plan.Of(100_000, 10_000));
        await run.SayAsync($"append.long: {users} users with {events} events, {users} with 10; 8 callers; each was loaded once before, by another host");
        await using var cold = await ColdUsers.StartAsync(run.Plan, users, warming: 40, events, keys: 10, plainEvents: 10, cacheBytes: null);
        await using var nobodySeals = await cold.HoldSealerAsync();
        await cold.LoadOnceAsync();
        return [await cold.CompareAsync("append.long", isCold: true, 0.8)];
    }
}
