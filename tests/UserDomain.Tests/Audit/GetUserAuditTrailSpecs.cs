using UserDomain.Audit;
using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.Specs;

namespace UserDomain.Tests.Audit;

/// <summary>What became of a user, from what to what.</summary>
public sealed class GetUserAuditTrailSpecs : IDisposable
{
    private readonly CallSpec calls = new(new VenueSettings { OmsIds = [1, 2], RedactedKeys = new HashSet<string> { "SSN" } });

    [Fact]
    public async Task Each_change_says_who_when_by_which_call_and_what_became_of_each_field()
    {
        var op = await calls.GivenAsync("op", new UserPermissionGranted("Operator"));
        var ada = await calls.GivenAsync("ada", new UserPermissionGranted("Trading"));
        calls.Clock.Advance(TimeSpan.FromHours(1));
        await calls.When(op, new SetUserConfig(ada.Value, null, new([new("Street", "Hillside")]))).ThenDone();
        await calls.When(ada, new SetUserConfig(null, null, new([new("Street", "Bay")]))).ThenDone();
        await calls.When(op, new SetUserInfo(ada.Value, null, null, "new@example.org", null, null, null));

        var trail = await calls.When(op, new GetUserAuditTrail(ada.Value, null));

        trail.After.Should().BeNull();
        trail.Trail.Select(one => one.Version).Should().BeInAscendingOrder().And.StartWith([1, 2, 3, 4, 5]);
        trail.Trail[0].Changes.Should().Contain([new("UserName", null, "ada"), new("Email", null, "ada@example.org"), new("Accounts", null, "10"), new("OMSId", null, "1")]);
        trail.Trail[1].Changes.Should().Equal(new FieldChange("Permissions", "", "Trading"));
        trail.Trail[2].Should().BeEquivalentTo(new AuditedChange(
            3, Moments.Text(calls.Clock.GetUtcNow()), $"{op.Value}", "op", "SetUserConfig", "correlation", "10.0.0.1", "http", "user_config_set",
            [new("Config/Street", null, "Hillside")]));
        trail.Trail[3].Should().Match<AuditedChange>(change => change.Actor == $"{ada.Value}" && change.ActorName == "ada");
        trail.Trail[3].Changes.Should().Equal(new FieldChange("Config/Street", "Hillside", "Bay"));
        trail.Trail[4].Changes.Should().Equal(new FieldChange("Email", "ada@example.org", "new@example.org"));
    }

    [Fact]
    public async Task Every_event_is_told_of_whatever_it_is()
    {
        var ada = await calls.GivenAsync(Examples.Created, [.. Examples.OfEveryEvent.Skip(1)]);
        var trail = await calls.When(CallSpec.TheServer, new GetUserAuditTrail(null, "ada"));
        trail.Trail.Should().HaveCount(Examples.OfEveryEvent.Count);
        trail.Trail.SelectMany(change => change.Changes).Select(change => change.Field).Distinct().Should().BeEquivalentTo(
            "UserName", "Email", "EmailVerified", "AccountId", "Accounts", "AffiliateId", "RefererId", "OMSId", "OperatorId", "Use2FA", "SecondFactorConfirmed", "Locked",
            "NumberOfFailedAttempt", "Permissions", "APIKeys", "RestKey", "AffiliateTags", "Config/Straße \"1\"");
        trail.Trail.SelectMany(change => change.Changes).Should().OnlyContain(change => change.Old != change.New);
        ada.Should().NotBeNull();
    }

    [Fact]
    public async Task It_is_read_page_by_page_and_between_two_times()
    {
        var (ada, start) = (await calls.GivenAsync("ada"), calls.Clock.GetUtcNow());
        for (var i = 1; i <= 6; i++)
        {
            calls.Clock.Advance(TimeSpan.FromMinutes(1));
            await calls.When(ada, new SetUserConfig(null, null, new([new("n", $"{i}")]))).ThenDone();
        }

        var first = await TrailAsync(new(ada.Value, null, Limit: 3));
        first.Should().Match<AuditTrail>(page => page.Trail.Count == 3 && page.After == 3);
        (await TrailAsync(new(ada.Value, null, After: 3))).Trail[0].Should().Match<AuditedChange>(change => change.Version == 4);
        (await TrailAsync(new(ada.Value, null, After: 3))).Trail[0].Changes.Should().Equal(new FieldChange("Config/n", "2", "3"));
        (await TrailAsync(new(ada.Value, null, After: 4, Limit: 3))).Should().Match<AuditTrail>(page => page.Trail.Count == 3 && page.After == null);
        (await TrailAsync(new(ada.Value, null, From: start.AddMinutes(2), To: start.AddMinutes(4)))).Trail.Select(one => one.Version).Should().Equal(3, 4);
    }

    [Fact]
    public async Task Long_values_make_short_pages()
    {
        var ada = await calls.GivenAsync("ada", [.. Enumerable.Range(0, 40).Select(i => new UserConfigSet("k", new string((char)('a' + (i % 26)), 65_536)))]);
        var (seen, after) = (new List<long>(), (long?)null);
        do
        {
            var page = await TrailAsync(new(ada.Value, null, After: after, Limit: 500));
            page.Trail.Count.Should().BeInRange(1, 20);
            seen.AddRange(page.Trail.Select(change => change.Version));
            after = page.After;
        }
        while (after is not null);
        seen.Should().Equal(Enumerable.Range(1, 41).Select(version => (long)version));
    }

    [Fact]
    public async Task Who_reaches_him_by_an_account_sees_stars_and_no_other_is_told_anything()
    {
        var ada = await calls.GivenAsync("ada", new UserConfigSet("SSN", "1"), new UserConfigSet("SSN", "2"), new UserConfigRemoved("SSN"));
        var clerk = await calls.GivenAsync("clerk", new UserPermissionGranted("Trading"));
        await calls.When(clerk, new GetUserAuditTrail(ada.Value, null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(ada, new GetUserAuditTrail(ada.Value, null)).ThenRefused(Refusals.NotAuthorized);

        await calls.HappenedAsync(clerk, new UserPermissionGranted("GetUserAuditTrail"));
        var trail = await calls.When(clerk, new GetUserAuditTrail(ada.Value, null)).AnswerAsync();
        trail.Trail.Skip(1).SelectMany(change => change.Changes).Should().Equal(
            new FieldChange("Config/SSN", null, "*****"), new FieldChange("Config/SSN", "*****", "*****"), new FieldChange("Config/SSN", "*****", null));

        var other = await calls.GivenAsync(Examples.CreatedAs("other", "other@x", omsId: 2), new UserPermissionGranted("Operator"));
        await calls.When(other, new GetUserAuditTrail(ada.Value, null)).ThenRefused(Refusals.UserUnknown);
    }

    [Fact]
    public async Task The_name_of_somebody_of_another_oms_is_not_told()
    {
        var (ada, op) = (await calls.GivenAsync("ada"), await calls.GivenAsync("op", new UserPermissionGranted("Operator")));
        var root = await calls.GivenAsync(Examples.CreatedAs("root", "root@x", omsId: 2), new UserPermissionGranted("SUPERUSER"));
        await calls.When(root, new SetUserConfig(ada.Value, null, new([new("a", "1")]))).ThenDone();

        (await calls.When(op, new GetUserAuditTrail(ada.Value, null))).Trail[^1].Should().Match<AuditedChange>(change => change.Actor == $"{root.Value}" && change.ActorName == null);
        (await TrailAsync(new(ada.Value, null))).Trail[^1].ActorName.Should().Be("root");
    }

    [Fact]
    public async Task Who_sees_one_user_by_an_account_is_told_no_names_of_others()
    {
        var op = await calls.GivenAsync(Examples.CreatedAs("op", "op@example.org", accountId: 99), new UserPermissionGranted("Operator"));
        var ada = await calls.GivenAsync("ada");
        string[] permissions = ["Trading", "GetUserAuditTrail", "GetUserConfigHistory"];
        var clerk = await calls.GivenAsync("clerk", [.. permissions.Select(permission => new UserPermissionGranted(permission))]);
        await calls.When(op, new SetUserConfig(ada.Value, null, new([new("a", "1")]))).ThenDone();
        await calls.When(ada, new SetUserConfig(null, null, new([new("a", "2")]))).ThenDone();

        (await calls.When(clerk, new GetUserAuditTrail(ada.Value, null))).Trail.TakeLast(2).Select(change => change.ActorName).Should().Equal(null, "ada");
        (await calls.When(clerk, new GetUserConfigHistory(ada.Value, null, "a"))).Values.Select(past => past.SetByName).Should().Equal(null, "ada");
    }

    public void Dispose() => calls.Dispose();

    private Task<AuditTrail> TrailAsync(GetUserAuditTrail call) => calls.When(CallSpec.TheServer, call).AnswerAsync();
}
