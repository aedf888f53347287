using UserDomain.Audit;
using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Tests.Config;

/// <summary>Where the values of a user's configuration come from, now and before.</summary>
public sealed class ProvenanceSpecs : IDisposable
{
    private readonly CallSpec calls = new(new VenueSettings { RedactedKeys = new HashSet<string> { "SSN" } });

    [Fact]
    public async Task Each_pair_says_who_set_it_when_and_by_which_call()
    {
        var ada = await calls.GivenAsync("ada", new UserConfigSet("SSN", "1"));
        calls.Clock.Advance(TimeSpan.FromHours(1));
        await calls.When(ada, new SetUserConfig(null, null, new([new("a", "1")]))).ThenDone();
        var clerk = await calls.GivenAsync("clerk", new UserPermissionGranted("Trading"));

        await calls.When(ada, new GetUserConfig(null, null, Provenance: true)).ThenAnswers(
        [
            new ProvenPair("SSN", "1", "7", Moments.Text(Examples.Noon), "SetUserConfig"),
            new ProvenPair("a", "1", $"{ada.Value}", Moments.Text(calls.Clock.GetUtcNow()), "SetUserConfig"),
        ]);
        (await calls.When(clerk, new GetUserConfig(ada.Value, null, Provenance: true)))[0].Should().Be(new ProvenPair("SSN", "*****", "*****", "*****", "*****"));
        await calls.When(ada, new GetUserConfig(null, null, Provenance: false)).ThenAnswers([new("SSN", "1"), new("a", "1")]);
    }

    [Fact]
    public async Task A_key_has_had_each_of_its_values_from_when_until_when()
    {
        var (ada, times) = (await calls.GivenAsync("ada"), new List<string>());
        foreach (var value in (string?[])["1", "2", null, "2", "3"])
        {
            calls.Clock.Advance(TimeSpan.FromMinutes(1));
            times.Add(Moments.Text(calls.Clock.GetUtcNow()));
            if (value is null)
                await calls.When(CallSpec.TheServer, new RemoveUserConfig(ada.Value, null, "a")).ThenDone();
            else
                await calls.When(ada, new SetUserConfig(null, null, new([new("a", value), new("b", value)]))).ThenDone();
        }

        var all = await HistoryAsync(new(ada.Value, null, "a"));

        var me = $"{ada.Value}";
        all.Values.Select(past => (past.Value, past.Since, past.Until, past.SetBy, past.SetByName, past.SetWith)).Should().Equal(
            ("1", times[0], times[1], me, "ada", "SetUserConfig"), ("2", times[1], times[2], me, "ada", "SetUserConfig"),
            ("2", times[3], times[4], me, "ada", "SetUserConfig"), ("3", times[4], null, me, "ada", "SetUserConfig"));
        for (var size = 1; size <= 4; size++)
            (await PagesAsync(ada, size)).Should().Equal(all.Values);
    }

    [Fact]
    public async Task Hidden_values_stay_hidden_and_a_key_that_never_was_is_unknown()
    {
        var ada = await calls.GivenAsync("ada", new UserConfigSet("SSN", "1"), new UserConfigRemoved("SSN"));
        var clerk = await calls.GivenAsync("clerk", new UserPermissionGranted("Trading"), new UserPermissionGranted("GetUserConfigHistory"));

        (await calls.When(clerk, new GetUserConfigHistory(ada.Value, null, "SSN"))).Values.Should().ContainSingle().Which.Value.Should().Be("*****");
        (await HistoryAsync(new(ada.Value, null, "SSN"))).Values.Should().ContainSingle().Which.Value.Should().Be("1");
        await calls.When(clerk, new GetUserConfigHistory(ada.Value, null, "ssn")).ThenRefused(Refusals.KeyUnknown);
        await calls.When(clerk, new GetUserConfigHistory(ada.Value, null, null)).ThenInvalid("Key is Required");
        await calls.When(ada, new GetUserConfigHistory(null, null, "SSN")).ThenRefused(Refusals.NotAuthorized);
    }

    public void Dispose() => calls.Dispose();

    private async Task<IReadOnlyList<PastValue>> PagesAsync(UserId userId, int size)
    {
        var (values, after) = (new List<PastValue>(), (long?)null);
        do
        {
            var page = await HistoryAsync(new(userId.Value, null, "a", after, size));
            page.Values.Count.Should().BeLessThanOrEqualTo(size);
            values.AddRange(page.Values);
            after = page.After;
        }
        while (after is not null);
        return values;
    }

    private Task<ConfigHistory> HistoryAsync(GetUserConfigHistory call) => calls.When(CallSpec.TheServer, call).AnswerAsync();
}
