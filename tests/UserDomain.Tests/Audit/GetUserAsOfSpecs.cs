using UserDomain.Audit;
using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Permissions;
using UserDomain.Profile;
using UserDomain.Specs;

namespace UserDomain.Tests.Audit;

/// <summary>A user as he stood.</summary>
public sealed class GetUserAsOfSpecs : IDisposable
{
    private readonly CallSpec calls = new(new VenueSettings { RedactedKeys = new HashSet<string> { "SSN" } });

    /// <summary>Users with random histories, each at each of its versions, against what the three calls answer of a user to whom no more has happened.</summary>
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public async Task At_each_version_it_is_what_the_events_up_to_it_come_to(int seed)
    {
        var random = new Random(seed);
        for (var n = 0; n < 8; n++)
        {
            var ada = await calls.GivenAsync($"ada{n}");
            for (var i = 0; i < random.Next(30); i++)
                await calls.HappenedAsync(ada, OfHisOwn(Examples.OfEveryEvent[1 + random.Next(Examples.OfEveryEvent.Count - 1)], n), new UserConfigSet($"k{random.Next(5)}", $"{i}"));

            var history = await calls.Store.ReadAsync(StreamId.OfUser(ada), default);
            for (var version = 1; version <= history.Count; version++)
                await AssertIsFoldAsync(ada, [.. history.Take(version)]);
        }
    }

    [Fact]
    public async Task A_time_between_two_events_gives_the_earlier_state()
    {
        var (ada, start) = (await calls.GivenAsync("ada"), Examples.Noon);
        calls.Clock.Advance(TimeSpan.FromHours(1));
        var changed = calls.Clock.GetUtcNow();
        await calls.When(ada, new SetUserConfig(null, null, new([new("a", "1"), new("b", "2")]))).ThenDone();

        (await AsOfAsync(new(ada.Value, null, null, start))).Version.Should().Be(1);
        (await AsOfAsync(new(ada.Value, null, null, changed.AddMicroseconds(-1)))).Should().Match<UserAsOf>(then => then.Version == 1 && then.Config.Count == 0);
        (await AsOfAsync(new(ada.Value, null, null, changed))).Should().Match<UserAsOf>(then => then.Version == 3 && then.Config.Count == 2);
        (await AsOfAsync(new(ada.Value, null, null, changed.AddYears(1)))).Version.Should().Be(3);
        (await AsOfAsync(new(ada.Value, null, 2))).Time.Should().Be(Moments.Text(changed));
        await calls.When(CallSpec.TheServer, new GetUserAsOf(ada.Value, null, null, start.AddMicroseconds(-1))).ThenRefused(Refusals.UserUnknown);
        await calls.When(CallSpec.TheServer, new GetUserAsOf(ada.Value, null, 4)).ThenRefused(Refusals.VersionUnknown);
    }

    [Fact]
    public async Task Either_a_version_or_a_time_is_given()
    {
        var ada = await calls.GivenAsync("ada");
        await calls.When(CallSpec.TheServer, new GetUserAsOf(ada.Value, null, null)).ThenInvalid("Either Version or Time is Required");
        await calls.When(CallSpec.TheServer, new GetUserAsOf(ada.Value, null, 1, Examples.Noon)).ThenInvalid("Either Version or Time is Required");
    }

    [Fact]
    public async Task What_is_hidden_now_is_hidden_as_it_was()
    {
        var (ada, clerk) = (await calls.GivenAsync("ada", new UserConfigSet("SSN", "1")), await calls.GivenAsync("clerk", new UserPermissionGranted("Trading"), new UserPermissionGranted("GetUserAsOf")));
        (await calls.When(clerk, new GetUserAsOf(ada.Value, null, 2))).Config.Should().Equal(new ConfigPair("SSN", "*****"));
        (await AsOfAsync(new(ada.Value, null, 2))).Config.Should().Equal(new ConfigPair("SSN", "1"));
        await calls.When(ada, new GetUserAsOf(null, null, 1)).ThenRefused(Refusals.NotAuthorized);
    }

    public void Dispose() => calls.Dispose();

    /// <summary>No two users have one address or tag.</summary>
    private static UserEvent OfHisOwn(UserEvent happened, int n) => happened switch
    {
        UserEmailChanged e => e with { Email = $"{n}{e.Email}", EmailKey = $"{n}{e.EmailKey}" },
        UserAffiliateTagSet e => e with { Tag = $"{n}{e.Tag}", TagKey = $"{n}{e.TagKey}" },
        _ => happened,
    };

    private Task<UserAsOf> AsOfAsync(GetUserAsOf call) => calls.When(CallSpec.TheServer, call).AnswerAsync();

    private async Task AssertIsFoldAsync(UserId userId, IReadOnlyList<Recorded> first)
    {
        using var then = new CallSpec();
        var store = then.Store;
        var state = UserState.None(userId);
        await store.AppendAsync(state.With([.. first.Select(recorded => recorded.Event)]) with { At = first[0].At }, default);
        var expected = (
            await then.When(CallSpec.TheServer, new GetUserInfo(null, userId.Value, null)).AnswerAsync(),
            await then.When(CallSpec.TheServer, new GetUserPermissions(userId.Value, null)).AnswerAsync(),
            await then.When(CallSpec.TheServer, new GetUserConfig(userId.Value, null)).AnswerAsync());

        var answer = await AsOfAsync(new(userId.Value, null, first.Count));

        answer.Version.Should().Be(first.Count);
        (answer.User, answer.Permissions, answer.Config).Should().BeEquivalentTo(expected, exactly => exactly.WithStrictOrdering());
    }
}
