using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Tests.Projections;
using UserDomain.Specs;

namespace UserDomain.Marten.Tests;

/// <summary>Both engines at work on one database in turns: neither sees who wrote.</summary>
public sealed class TwoEnginesTests : IAsyncLifetime
{
    private RebuildStore store = null!;
    private Stores marten = null!;

    private Stores Postgres => store.Stores;

    public async Task InitializeAsync()
    {
        store = await RebuildStore.NewAsync();
        marten = await MartenDatabase.OpenAsync(store.Database.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await marten.DisposeAsync();
        await store.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_one_has_written_the_other_reads_and_appends_to_and_makes_the_same_views_of(int seed)
    {
        var users = await RandomLife.LiveAsync([Postgres, marten], new Random(seed), users: 12, steps: 640);

        foreach (var user in users)
        {
            var read = await marten.ReadAsync(user.Stream);
            read.Should().Equal(await Postgres.ReadAsync(user.Stream)).And.HaveCount((int)user.Version);
            (await marten.Views.FindAsync(user.UserId, default)).Should().BeEquivalentTo(new Seen(user.Version, user.Info!), exactly => exactly.WithStrictOrdering());
        }

        (await marten.ReadAllAsync()).Should().Equal(await Postgres.ReadAllAsync());
        await store.FollowAsync();
        await store.MustBeTrueAsync();
    }

    [Fact]
    public async Task Views_made_anew_after_both_have_written_differ_in_nothing()
    {
        await RandomLife.LiveAsync([marten, Postgres], new Random(3), users: 12, steps: 200);
        await store.FollowAsync();

        foreach (var outcome in await store.RebuildAllAsync())
            (outcome.View, outcome.Switched, outcome.Failure, Differing: string.Join(';', outcome.Differences!.First)).Should().Be((outcome.View, true, null, ""));

        await RandomLife.LiveAsync([marten, Postgres], new Random(4), users: 3, steps: 30);
        await store.FollowAsync();
        await store.MustBeTrueAsync();
    }

    [Fact]
    public async Task A_user_whom_one_engine_has_moved_is_a_conflict_at_the_other_that_says_where_he_is()
    {
        var ada = await Postgres.CreateAsync("ada");
        await marten.AppendAsync(ada, new UserConfigSet("a", "1"));

        var conflict = await Postgres.Invoking(s => s.AppendAsync(ada, new UserConfigSet("a", "2"))).Should().ThrowAsync<ConcurrentChangeException>();

        conflict.Which.Should().BeEquivalentTo(new { ada.Stream, ExpectedVersion = 1L, ActualVersion = 2L });
    }
}
