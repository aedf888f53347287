using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Figures;

/// <summary>Whether a key costs more to set where there are many.</summary>
internal static class WideFigure
{
    private const int Keys = 4096;
    private const long RoomForAll = 4L * 1024 * 1024 * 1024;

    public static Figure Figure { get; } = new(
        "append.wide", "one key set on each of 1,000 users with 4,096 keys, against the same with ten; once by a host that has them in memory (and room for all), once by one that has not",
        OnShared: false, MeasureAsync);

    private static async Task<IReadOnlyList<Result>> MeasureAsync(Run run)
    {
        var users = run.Plan.UpToUsers(1_000, 50);
        await run.SayAsync($"append.wide: {users} users with {Keys} keys, {users} with 10; 8 callers");
        await using var cold = await ColdUsers.StartAsync(run.Plan, users, warming: 200, Keys + 1, Keys, plainEvents: 11, RoomForAll);
        await using var nobodySeals = await cold.HoldSealerAsync();
        await cold.LoadOnceAsync();
        return [await cold.CompareAsync("append.wide.warm", isCold: false, 0.8), await cold.CompareAsync("append.wide.cold", isCold: true, 0.8)];
    }
}
