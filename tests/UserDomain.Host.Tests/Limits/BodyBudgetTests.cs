using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UserDomain.Host.Http;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Limits;

/// <summary>Long bodies take room until their calls have ended, and leave room for short ones.</summary>
public sealed class BodyBudgetTests(OneHost host) : IAsyncLifetime, IClassFixture<OneHost>
{
    private const int All = 96 * 1024 * 1024;
    private const int Long = 60_000;

    private TestUser user = null!;

    private BodyBudget Budget => host.Host.Services.GetRequiredService<BodyBudget>();

    public async Task InitializeAsync() => user = await host.NewUserAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_body_takes_its_room_while_its_call_waits_and_gives_it_back_when_that_has_ended()
    {
        await using var held = await HeldUser.HoldAsync(host.Host.Venue.Database, user.Id);
        var waiting = SetLongAsync();
        await held.IsWaitedForAsync();

        Budget.Taken.Should().BeInRange(Long - (4 * 1024), Long);

        await held.LetGoAsync();
        (await waiting).MustSucceed();
        await Eventually.HoldsAsync(() => Budget.Taken == 0, "the room is given back");
    }

    [Fact]
    public async Task Where_long_bodies_have_taken_all_room_a_longer_one_is_sent_away_and_a_short_one_is_not()
    {
        using (var all = Budget.Open())
        {
            all.Take(All);
            (await SetLongAsync()).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
            (await user.SetConfigAsync("short", "1")).MustSucceed();
        }

        (await SetLongAsync()).MustSucceed();
    }

    private Task<Answer> SetLongAsync() => user.SetConfigAsync("long", new string('x', Long));
}
