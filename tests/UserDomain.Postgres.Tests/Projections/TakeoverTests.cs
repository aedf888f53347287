using UserDomain.Model;
using UserDomain.Postgres.Tests.FailureModes;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>One host at a time writes a view, and another takes over from one that has lost its session; nothing is skipped, nothing comes twice.</summary>
public sealed class TakeoverTests : IAsyncLifetime
{
    private const string Activity = "user_activity";

    private TestDatabase database = null!;
    private Stores stores = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        stores = await database.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await stores.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Of_two_hosts_one_has_the_view_and_the_other_asks_for_it()
    {
        await using var one = await Follower.StartAsync(database, Activity);
        await using var other = await Follower.StartAsync(database, Activity);
        await database.UntilHeldAsync(Activity);
        await Eventually.HoldsAsync(
            async () => (await database.ListAsync("select application_name from pg_stat_activity where datname = current_database() and application_name like 'UserDomain user_activity %'")).Count == 2,
            "both are there");
        await stores.CreateAsync("ada");
        await database.UntilFollowedAsync(Activity);

        (await database.HoldersAsync(Activity)).Should().ContainSingle();
        (await database.ListAsync("select query from pg_stat_activity where application_name like 'UserDomain user_activity %' and datname = current_database() and query like '%pg_try_advisory_lock%'"))
            .Should().ContainSingle("the other has done nothing else");
    }

    [Fact]
    public async Task A_session_that_is_cut_between_the_place_and_the_view_has_moved_neither()
    {
        await using var one = await Follower.StartAsync(database, Activity);
        await database.UntilHeldAsync(Activity);
        await using (await database.HoldUpAsync(Activity))
        {
            await stores.CreateAsync("ada");
            await database.UntilHeldUpAsync(Activity);

            await database.CutHolderAsync(Activity);

            (await database.PlaceAsync(Activity)).Should().Be(0);
        }

        await database.UntilFollowedAsync(Activity);
        await MustBeWrittenOnceAsync();
    }

    [Fact]
    public async Task Who_loses_his_session_amid_a_page_writes_nothing_any_more_and_another_goes_on()
    {
        await using var one = await Follower.StartAsync(database, Activity);
        await database.UntilHeldAsync(Activity);
        var first = (await database.HoldersAsync(Activity)).Single();
        await using var other = await Follower.StartAsync(database, Activity);
        await using (await database.HoldUpAsync(Activity))
        {
            for (var i = 0; i < 20; i++)
                await stores.CreateAsync($"user {i}");
            await database.UntilHeldUpAsync(Activity);

            await database.CutHolderAsync(Activity);

            await Eventually.HoldsAsync(async () => await database.HoldersAsync(Activity) is [var next] && next != first, "another has the view");
        }

        await database.UntilFollowedAsync(Activity);
        await MustBeWrittenOnceAsync();
    }

    [Fact]
    public async Task A_view_that_somebody_else_moves_meanwhile_is_read_anew_from_there()
    {
        await using var follower = await Follower.StartAsync(database, Activity);
        await database.UntilHeldAsync(Activity);
        await using var slow = await SlowAppend.BeginAsync(database, "user-901");
        await stores.CreateAsync("ada");
        await database.UntilReaderWaitsAsync();
        await database.ExecuteAsync("update mt_event_progression set last_seq_id = 2 where name = 'user_activity'");

        await slow.CommitAsync();
        await stores.CreateAsync("eve");
        await database.UntilFollowedAsync(Activity);

        (await database.ListAsync("select id from mt_doc_user_activity order by place")).Should().Equal("3");
    }

    [Fact]
    public async Task Two_daemons_whose_sessions_are_cut_at_random_beside_writers_show_every_event_once()
    {
        await using var one = await Follower.StartAsync(database, Activity);
        await using var other = await Follower.StartAsync(database, Activity);
        await using var directory = await Follower.StartAsync(database, "user_directory");
        var writers = Task.WhenAll(Enumerable.Range(0, 6).Select(w => Task.Run(() => WriteAsync(new Random(w), w))));
        var random = new Random(42);
        for (var cuts = 0; cuts < 6 || !writers.IsCompleted; cuts++)
        {
            await database.UntilHeldAsync(Activity);
            for (var i = random.Next(40); i > 0; i--)
                await database.PlaceAsync(Activity);
            await database.CutHolderAsync(Activity);
            await database.CutHolderAsync("user_directory");
        }

        await writers;
        await database.UntilFollowedAsync(Activity);
        await database.UntilFollowedAsync("user_directory");

        await MustBeWrittenOnceAsync();
        await database.MustBeTheFoldAsync("user_directory");
        (await database.StopsAsync()).Should().BeEmpty();
    }

    private async Task WriteAsync(Random random, int writer)
    {
        var user = await stores.CreateAsync($"writer {writer}");
        for (var i = 0; i < 60; i++)
        {
            user = await stores.AppendAsync(user, new UserLocked(Examples.Noon), new UserUnlocked(), new UserAccountAdded(random.Next(20)));
            await using var slow = await SlowAppend.BeginAsync(database, $"user-{1000 + (writer * 100) + i}", drawPlace: false);
            await slow.DawdleAsync(random);
            await slow.DrawPlaceAsync();
            await slow.DawdleAsync(random);
            await (random.Next(5) == 0 ? slow.RollBackAsync() : slow.CommitAsync());
        }
    }

    private async Task MustBeWrittenOnceAsync()
    {
        await database.MustBeTheFoldAsync(Activity);
        (await database.ListAsync("select id from mt_doc_user_activity where mt_version <> 1")).Should().BeEmpty();
    }
}
