using UserDomain.Postgres.Tests;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Contract;

/// <summary>Lists and the record of what happened, over HTTP: as clients see them.</summary>
public class AuditCallTests(OneHost one) : IClassFixture<OneHost>
{
    private const string Canary = "Canary-In-A-Coal-Mine-1";

    [Fact]
    public async Task A_new_user_is_listed_and_his_doings_too_a_moment_later()
    {
        var root = await one.OperatorAsync();
        var user = await one.NewUserAsync();
        (await user.PostAsync("SetUserConfig", """{"Config":{"Street":"Bay"}}""")).MustSucceed();

        await Eventually.HoldsAsync(async () =>
        {
            await FollowAsync();
            var list = (await root.PostAsync("GetUsers", $$"""{"UserName":"{{user.Name.ToUpperInvariant()}}","ConfigKey":"Street","ConfigValue":"Bay"}""")).MustHaveData();
            return list.GetProperty("users").EnumerateArray().Any(found => found.GetProperty("userId").GetInt64() == user.Id);
        }, "the directory follows");
        await Eventually.HoldsAsync(async () =>
        {
            await FollowAsync();
            var did = (await root.PostAsync("GetUserActivity", $$"""{"UserId":{{user.Id}}}""")).MustHaveData();
            return did.GetProperty("activities").EnumerateArray().Any(found => found.GetProperty("event").GetString() == "user_config_set");
        }, "the activity follows");
    }

    [Fact]
    public async Task What_was_answered_shows_where_it_comes_from_at_once_and_no_secret_does()
    {
        var root = await one.OperatorAsync();
        var user = await one.NewUserAsync();
        (await user.PostAsync("SetUserConfig", """{"Config":{"Street":"Bay"}}""")).MustSucceed();
        (await user.PostAsync("SetUserConfig", """{"Config":{"Street":"Hill"}}""")).MustSucceed();
        (await root.PostAsync("SetUserInfo", $$"""{"UserId":{{user.Id}},"Password":"{{Canary}}"}""")).MustHaveData();

        var trail = await root.PostAsync("GetUserAuditTrail", $$"""{"UserId":{{user.Id}}}""");
        trail.Body.Should().Contain("""{"field":"Config/Street","old":"Bay","new":"Hill"}""").And.Contain("user_password_changed").And.NotContain(Canary).And.NotContain("argon2");
        var last = trail.Json.GetProperty("trail").EnumerateArray().Last();
        var then = await root.PostAsync("GetUserAsOf", $$"""{"UserId":{{user.Id}},"Time":"{{last.GetProperty("time").GetString()}}"}""");
        then.MustHaveData().GetProperty("version").GetInt64().Should().Be(last.GetProperty("version").GetInt64());
        then.Body.Should().NotContain(Canary).And.NotContain("argon2").And.Contain("""[{"Key":"Street","Value":"Hill"}]""");
        (await root.PostAsync("GetUserConfigHistory", $$"""{"UserId":{{user.Id}},"Key":"Street"}""")).MustHaveData().GetProperty("values").GetArrayLength().Should().Be(2);

        (await root.PostAsync("GetUserConfig", $$"""{"UserId":{{user.Id}},"Provenance":true}""")).Body.Should()
            .MatchRegex("""^\[\{"Key":"Street","Value":"Hill","SetBy":"\d+","SetAt":"[0-9T:.-]+Z","SetWith":"SetUserConfig"\}\]$""");
        (await root.PostAsync("GetUserConfig", $$"""{"UserId":{{user.Id}}}""")).Body.Should().Be("""[{"Key":"Street","Value":"Hill"}]""");
        (await root.PostAsync("GetUserAsOf", $$"""{"UserId":{{user.Id}},"Time":"soon"}""")).Body.Should().Contain("Time is invalid");
    }

    /// <summary>Brings the views that follow from behind up to date, where no worker does.</summary>
    private Task FollowAsync() => AsyncViews.CatchUpAsync(one.Venue.ConnectionString);
}

/// <summary>The same over a WebSocket.</summary>
public sealed class AuditCallBySocketTests(OneHostBySocket one) : AuditCallTests(one), IClassFixture<OneHostBySocket>;
