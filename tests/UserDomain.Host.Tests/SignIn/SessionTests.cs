using UserDomain.Specs;
using System.Net;
using UserDomain.Postgres.SignIn;

namespace UserDomain.Host.Tests.SignIn;

/// <summary>How long a session lives, from where it is good, and what ends it.</summary>
public sealed class SessionTests(OneHost host) : IClassFixture<OneHost>
{
    private static readonly HttpClient Elsewhere = TestClient.From(IPAddress.Parse("127.0.0.2"));

    [Fact]
    public async Task Signing_out_ends_this_session_and_no_other()
    {
        var user = await host.NewUserAsync();
        var other = await host.Host.SignInAsync(user.Name, TestUser.Password);

        (await other.PostAsync("LogOut")).MustSucceed();

        (await other.PostAsync("GetUserInfo")).MustNotKnowTheCaller();
        (await user.PostAsync("GetUserInfo")).MustHaveData();
        (await other.PostAsync("LogOut")).MustSucceed();
        (await host.Stranger.PostAsync("LogOut")).MustSucceed();
    }

    [Fact]
    public async Task A_session_is_good_only_from_the_address_it_was_opened_from()
    {
        var user = await host.NewUserAsync();

        (await user.Client.With(from: Elsewhere).PostAsync("GetUserInfo")).MustNotKnowTheCaller();
        (await user.PostAsync("GetUserInfo")).MustHaveData();
    }

    [Fact]
    public async Task Where_sessions_are_not_bound_they_are_good_from_anywhere()
    {
        var user = await host.NewUserAsync();
        var unbound = await host.Venue.StartHostAsync(settings => settings with { Sessions = new SessionSettings(BindAddress: false) });

        (await user.Client.With(host: () => unbound.Address, from: Elsewhere).PostAsync("GetUserInfo")).MustHaveData();
    }

    [Fact]
    public async Task A_session_is_good_at_every_host_of_the_venue_until_a_second_after_it_is_ended_at_one()
    {
        var user = await host.NewUserAsync();
        var clock = new FakeClock { Now = TimeProvider.System.GetUtcNow() };
        var second = await host.Venue.StartHostAsync(clock: clock);
        var there = user.Client.With(host: () => second.Address);

        (await there.PostAsync("GetUserInfo")).MustHaveData();
        (await user.PostAsync("LogOut")).MustSucceed();
        clock.Advance(TimeSpan.FromSeconds(1));
        (await there.PostAsync("GetUserInfo")).MustNotKnowTheCaller();
    }

    [Fact]
    public async Task A_session_lives_an_hour_after_the_last_activity()
    {
        var (living, dead) = (await host.NewUserAsync(), await host.NewUserAsync());

        await IdleAsync(living, "59 minutes");
        await IdleAsync(dead, "63 minutes");

        (await living.PostAsync("GetUserInfo")).MustHaveData();
        (await dead.PostAsync("GetUserInfo")).MustNotKnowTheCaller();
    }

    [Fact]
    public async Task Activity_keeps_a_session_alive()
    {
        var user = await host.NewUserAsync();
        await IdleAsync(user, "59 minutes");

        (await user.PostAsync("GetUserInfo")).MustHaveData();

        await Eventually.HoldsAsync(async () => await IdleForAsync(user) < TimeSpan.FromMinutes(1), "activity is written");
    }

    [Fact]
    public async Task Activity_within_a_minute_is_not_written()
    {
        await using var venue = await TestVenue.CreateAsync();
        var closing = await venue.StartHostAsync();
        var user = await closing.NewUserAsync();
        await IdleAsync(user, "30 seconds");

        (await user.PostAsync("GetUserInfo")).MustHaveData();
        await closing.DisposeAsync(); // waits for what is being written

        (await IdleForAsync(user)).Should().BeGreaterThan(TimeSpan.FromSeconds(29));
    }

    [Fact]
    public async Task A_call_does_not_wait_for_its_activity_to_be_written()
    {
        var user = await host.NewUserAsync();
        await IdleAsync(user, "59 minutes");
        await using (var held = await host.Database.OpenAsync())
        {
            await using var transaction = await held.BeginTransactionAsync();
            await using var hold = new Npgsql.NpgsqlCommand("select from userdomain.sessions where user_id = $1 for update", held) { Parameters = { new() { Value = user.Id } } };
            await hold.ExecuteNonQueryAsync();

            (await user.PostAsync("GetUserInfo").WaitAsync(TimeSpan.FromSeconds(20))).MustHaveData();
            (await user.PostAsync("GetUserInfo").WaitAsync(TimeSpan.FromSeconds(20))).MustHaveData();
        }

        await Eventually.HoldsAsync(async () => await IdleForAsync(user) < TimeSpan.FromMinutes(1), "activity is written once it can be");
    }

    [Fact]
    public async Task A_new_password_ends_the_users_other_sessions_and_not_the_one_it_was_set_from()
    {
        var user = await host.NewUserAsync();
        var other = await host.Host.SignInAsync(user.Name, TestUser.Password);

        (await user.PostAsync("SetUserInfo", """{"Password":"Another-Word-2"}""")).MustHaveData();

        (await user.PostAsync("GetUserInfo")).MustHaveData();
        (await other.PostAsync("GetUserInfo")).MustNotKnowTheCaller();
        (await host.Host.SignInAnswerAsync(user.Name, TestUser.Password)).Body.Should().Contain("Invalid username or password");
        (await host.Host.SignInAsync(user.Name, "Another-Word-2")).Token.Should().NotBeEmpty();
    }

    [Fact]
    public async Task The_password_one_has_changes_nothing_and_ends_nothing()
    {
        var user = await host.NewUserAsync();
        var other = await host.Host.SignInAsync(user.Name, TestUser.Password);
        var events = await host.Database.EventsAsync();

        (await user.PostAsync("SetUserInfo", $$"""{"Password":"{{TestUser.Password}}"}""")).MustHaveData();

        (await host.Database.EventsAsync()).Should().Be(events);
        (await other.PostAsync("GetUserInfo")).MustHaveData();
    }

    [Fact]
    public async Task Taking_verification_away_ends_all_of_a_users_sessions()
    {
        var (user, bystander) = (await host.NewUserAsync(), await host.NewUserAsync());

        (await (await host.OperatorAsync()).PostAsync("SetUserInfo", $$"""{"UserId":{{user.Id}},"emailVerified":false}""")).MustHaveData();

        (await user.PostAsync("GetUserInfo")).MustNotKnowTheCaller();
        (await bystander.PostAsync("GetUserInfo")).MustHaveData();
    }

    [Fact]
    public async Task A_new_address_of_his_own_leaves_the_users_session_alive()
    {
        var user = await host.NewUserAsync();

        var shown = (await user.PostAsync("SetUserInfo", $$"""{"Email":"new.{{user.Email}}"}""")).MustHaveData();

        shown.GetProperty("emailVerified").GetBoolean().Should().BeFalse();
        shown.GetProperty("pendingEmailCode").GetString().Should().BeEmpty();
        (await user.PostAsync("GetUserInfo")).MustHaveData();
    }

    private static Task IdleAsync(TestUser user, string time) => user.Host.Venue.Database.ExecuteAsync(
        $"update userdomain.sessions set last_activity = now() - interval '{time}' where user_id = $1", user.Id);

    private static Task<TimeSpan> IdleForAsync(TestUser user) => user.Host.Venue.Database.AskAsync<TimeSpan>(
        "select now() - last_activity from userdomain.sessions where user_id = $1", user.Id);
}
