using UserDomain.Postgres.Embedded;

namespace UserDomain.Postgres.Tests;

/// <summary>Waits for a condition, not for a time; a test that waits in vain fails after the deadline.</summary>
public static class Eventually
{
    public static async Task HoldsAsync(Func<Task<bool>> condition, string because) =>
        (await Wait.UntilAsync(condition, TimeSpan.FromSeconds(30), default)).Should().BeTrue(because);
}
