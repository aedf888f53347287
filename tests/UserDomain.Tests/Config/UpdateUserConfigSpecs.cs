using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.Specs;

namespace UserDomain.Tests.Config;

/// <summary>What update-config does behind the wire: to the same effect as SetUserConfig, by the same rules.</summary>
public sealed class UpdateUserConfigSpecs : IDisposable
{
    private readonly CallSpec calls = new(new VenueSettings { RedactedKeys = new HashSet<string> { "cellPhone", "timeZoneOffset", "free" } });

    [Fact]
    public async Task The_same_pairs_come_to_the_same_events_and_views_as_by_SetUserConfig()
    {
        var (ada, bob) = (await calls.GivenAsync("ada"), await calls.GivenAsync("bob"));
        ConfigPair[] pairs = [new("b", "2"), new("a", "1"), new("cellPhone", "+1 (555) 123")];

        await calls.When(ada, new SetUserConfig(ada.Value, null, new(pairs))).ThenDone();
        await calls.When(bob, new UpdateUserConfig(bob.Value, [.. pairs.Select(pair => new ConfigChange(pair.Key, pair.Value))])).ThenDone();

        (await calls.HistoryAsync(bob, after: 1)).Should().Equal(await calls.HistoryAsync(ada, after: 1));
        (await calls.When(bob, new GetUserConfig(null, null))).Should().Equal(await calls.When(ada, new GetUserConfig(null, null)));
    }

    [Fact]
    public async Task A_key_that_is_cleared_is_gone_from_the_views_too()
    {
        var ada = await calls.GivenAsync("ada");
        await calls.When(ada, new UpdateUserConfig(ada.Value, [new("a", "1"), new("b", "2")])).ThenDone();

        await calls.When(ada, new UpdateUserConfig(ada.Value, [new("a", null), new("c", null)])).ThenDone();

        (await calls.When(ada, new GetUserConfig(null, null))).Should().Equal(new ConfigPair("b", "2"));
        (await calls.HistoryAsync(ada)).OfType<UserConfigRemoved>().Should().Equal(new UserConfigRemoved("a"));
    }

    [Fact]
    public async Task One_field_that_cannot_be_leaves_all_as_it_was()
    {
        var ada = await calls.GivenAsync("ada");

        await calls.When(ada, new UpdateUserConfig(ada.Value, [new("a", "1"), new("cellCarrier", "Pigeon")])).ThenInvalid("cellCarrier is invalid");

        (await calls.VersionAsync(ada)).Should().Be(1);
    }

    /// <summary>Whatever type the field is of: stars are what was shown of it.</summary>
    [Theory]
    [InlineData("cellPhone", "+1555")]
    [InlineData("timeZoneOffset", "-60")]
    [InlineData("free", "as it was")]
    public async Task Stars_that_were_shown_in_place_of_a_value_change_nothing_when_they_are_sent_back(string key, string value)
    {
        var (ada, bob) = (await calls.GivenAsync("ada"), await calls.GivenAsync("bob", new UserPermissionGranted("Trading")));
        await calls.When(ada, new UpdateUserConfig(ada.Value, [new(key, value)])).ThenDone();

        await calls.When(bob, new UpdateUserConfig(ada.Value, [new(key, "*****"), new("seen", "1")])).ThenDone();

        (await calls.When(ada, new GetUserConfig(null, null))).Should().Contain(new ConfigPair(key, value)).And.Contain(new ConfigPair("seen", "1"));
    }

    [Fact]
    public async Task To_who_sees_all_stars_are_a_value_like_any_other()
    {
        var ada = await calls.GivenAsync("ada");

        await calls.When(ada, new UpdateUserConfig(ada.Value, [new("free", "*****")])).ThenDone();
        await calls.When(ada, new UpdateUserConfig(ada.Value, [new("cellPhone", "*****")])).ThenInvalid("cellPhone is invalid");

        (await calls.When(ada, new GetUserConfig(null, null))).Should().Equal(new ConfigPair("free", "*****"));
    }

    /// <summary>A call of the REST endpoint is another form of a call of the wire: the permission named like that opens it, and its guards are on it.</summary>
    [Fact]
    public async Task What_opens_and_guards_the_call_that_it_stands_for_opens_and_guards_it()
    {
        var (ada, bob) = (await calls.GivenAsync("ada"), await calls.GivenAsync("bob", new UserPermissionGranted("SetUserConfig"), new UserPermissionGranted("UserOperator")));
        await calls.When(bob, new UpdateUserConfig(ada.Value, [new("a", "1")])).ThenDone();

        using var guarded = new CallSpec(new VenueSettings { SecondFactorCalls = ["setuserconfig"] });
        var eve = await guarded.GivenAsync("eve", new UserTwoFactorEnabled());
        await guarded.When(eve, new UpdateUserConfig(eve.Value, [new("a", "1")])).ThenRefused(Refusals.SecondFactorRequired);
        (await guarded.When(eve, new GetUser(null))).Login.Should().Be("eve");
    }

    public void Dispose() => calls.Dispose();
}
