using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Tests.Loading;

/// <summary>Users who are kept ready take no more memory than they may, whoever they are and in whatever order they come.</summary>
public sealed class UserCacheSpecs
{
    private const long Megabyte = 1024 * 1024;

    public static TheoryData<string, UserEvent[]> Users => new()
    {
        { "of few words", [] },
        { "with 10 keys", Keys(10) },
        { "with 100 keys", Keys(100) },
        { "with 4,096 keys", Keys(4096) },
        { "with long values", [.. Enumerable.Range(0, 20).Select(i => new UserConfigSet($"key {i}", new('ä', 20_000)))] },
        { "with all permissions", [.. PermissionNames.All.Select(name => new UserPermissionGranted(name))] },
        { "with all that one can have", [.. Enumerable.Range(0, 50).Select(i => new UserApiKeyAdded($"{i:x32}", "Trading")), .. Enumerable.Range(0, 100).Select(i => new UserAffiliateTagSet($"tag {i}", $"TAG {i}"))] },
        { "whom many tried to be", [.. Enumerable.Range(0, 100).Select(i => new UserSignInFailed(Examples.Noon.AddSeconds(i)))] },
        { "in many accounts", [.. Enumerable.Range(0, 200).Select(i => new UserAccountAdded(100 + i))] },
    };

    [Theory, MemberData(nameof(Users))]
    public void A_user_weighs_what_he_takes_in_memory(string user, UserEvent[] events)
    {
        var folded = StateOf(7, events);
        var written = SnapshotForm.Write(folded);
        UserState Read(int first) => SnapshotForm.Read(folded.UserId, folded.Version, written.AsSpan(0, first), written.Length)!;
        foreach (var state in new[] { folded, Read(written.Length), Read(SnapshotForm.HeadLength(written, written.Length)) })
        {
            var cache = new UserCache(new VenueSettings());
            cache.Keep(state);
            (cache.Weight / (double)(Retained.Bytes(state) + 64)).Should().BeInRange(0.75, 1.25, $"{user}: {cache.Weight} for {Retained.Bytes(state)}");
        }
    }

    [Fact]
    public void All_together_weigh_no_more_than_they_may_under_any_load()
    {
        var random = new Random(1);
        var cache = new UserCache(new VenueSettings { UserCacheBytes = Megabyte });
        for (var i = 0; i < 20_000; i++)
        {
            var userId = 1 + (long)(random.NextDouble() * random.NextDouble() * 2_000);
            if (random.Next(10) == 0)
                cache.Forget(new(userId));
            else if (cache.Find(new(userId)) is null || random.Next(3) == 0)
                cache.Keep(StateOf(userId, Keys(random.Next(30) == 0 ? 300 : random.Next(12))) with { Version = 1 + i });
            cache.Weight.Should().BeLessThanOrEqualTo(Megabyte);
        }

        cache.Weight.Should().BeGreaterThan(Megabyte * 9 / 10);
        for (var userId = 1L; userId <= 2_000; userId++)
            cache.Keep(StateOf(userId, []) with { Version = 50_000 });
        cache.Weight.Should().BeInRange(Megabyte * 9 / 10, Megabyte);
        for (var userId = 1L; userId <= 2_000; userId++)
            cache.Forget(new(userId));
        cache.Weight.Should().Be(0, "nobody is there any more");
    }

    [Fact]
    public void Who_is_used_stays_longer_than_who_is_not()
    {
        var cache = new UserCache(new VenueSettings { UserCacheBytes = Megabyte });
        for (var userId = 1L; userId <= 5_000; userId++)
        {
            cache.Keep(StateOf(userId, []));
            cache.Find(new(1)).Should().NotBeNull();
        }

        cache.Find(new(2)).Should().BeNull();
        cache.Find(new(5_000)).Should().NotBeNull();
    }

    [Fact]
    public void A_place_that_was_left_is_taken_again()
    {
        var cache = new UserCache(new VenueSettings { UserCacheBytes = Megabyte });
        for (var userId = 1L; userId <= 20_000; userId++)
        {
            cache.Keep(StateOf(userId, []));
            if (userId % 3 == 0)
                cache.Forget(new(userId));
        }

        cache.Places.Should().BeInRange(500, 2_500, "a user weighs more than 400 bytes, and 20,000 came by");
    }

    [Fact]
    public void An_older_state_takes_no_newer_ones_place()
    {
        var cache = new UserCache(new VenueSettings());
        var (older, newer) = (StateOf(7, Keys(1)), StateOf(7, Keys(2)));

        cache.Keep(newer);
        cache.Keep(older);
        cache.Find(new(7)).Should().BeSameAs(newer);

        cache.Forget(new(7)); // what the store was found to have counts, though it is older: a backup was restored
        cache.Find(new(7)).Should().BeNull();
        cache.Keep(older);
        cache.Find(new(7)).Should().BeSameAs(older);
    }

    [Fact]
    public void Who_does_not_exist_is_not_kept()
    {
        var cache = new UserCache(new VenueSettings());
        cache.Keep(UserState.None(new(7)));
        (cache.Find(new(7)), cache.Weight).Should().Be((null, 0));
    }

    [Fact]
    public async Task Many_at_once_leave_it_as_one_would()
    {
        var cache = new UserCache(new VenueSettings { UserCacheBytes = Megabyte });
        var outcomes = await Racing.AllAsync(8, seed =>
        {
            var random = new Random(seed);
            for (var i = 1; i < 3_000; i++)
            {
                var state = StateOf(1 + random.Next(900), []) with { Version = i };
                if (cache.Find(state.UserId) is { } kept)
                    kept.UserId.Should().Be(state.UserId);
                if (random.Next(4) == 0)
                    cache.Forget(state.UserId);
                cache.Keep(state);
            }

            return Task.CompletedTask;
        });

        outcomes.Should().OnlyContain(outcome => outcome == null);
        cache.Weight.Should().BeLessThanOrEqualTo(Megabyte);
    }

    private static UserEvent[] Keys(int count) => [.. Enumerable.Range(0, count).Select(i => new UserConfigSet($"key number {i}", $"its value {i}"))];

    private static UserState StateOf(long userId, UserEvent[] events) =>
        UserState.None(new(userId)).After([Examples.CreatedAs($"user{userId}", $"user{userId}@example.org"), .. events]);
}
