using Microsoft.Extensions.DependencyInjection;
using UserDomain.Postgres.Projections;
using UserDomain.Postgres.Tests.FailureModes;
using UserDomain.Postgres.Views;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>What views of one host share of the events is never older than it may be, and nobody's trouble is another's.</summary>
public sealed class SharedPagesTests : IAsyncLifetime
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

    /// <summary>As after a backup was restored, or a crash took places that nothing was stored at, under a host that goes on.</summary>
    [Fact]
    public async Task Where_the_server_came_back_as_it_was_before_an_event_that_commits_late_is_still_waited_for()
    {
        await using var follower = await Follower.StartAsync(database, Activity);
        await stores.CreateAsync("ada");
        await database.ExecuteAsync("select nextval('mt_events_sequence') from generate_series(1, 5)");
        await database.UntilFollowedAsync(Activity);
        await database.ExecuteAsync($"""
            select pg_terminate_backend(pid) from ({TestDatabase.Holders(Activity)}) as holder;
            select setval('mt_events_sequence', 1);
            update mt_event_progression set last_seq_id = 1 where name = '{Activity}'
            """);

        await using var slow = await SlowAppend.BeginAsync(database, "user-901");
        await stores.CreateAsync("bob");
        await Eventually.HoldsAsync(
            async () => await database.PlaceAsync(Activity) > 1 || await database.AskAsync<bool>("""
                select exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query like '%none_active_before%')
                """),
            "it comes to the events, or asks whether it may go on");
        await slow.CommitAsync();
        await database.UntilFollowedAsync(Activity);

        (await database.ListAsync("select data->>'Stream' from mt_doc_user_activity order by place")).Should().Equal("user-2", "user-901", "user-3");
    }

    [Fact]
    public async Task Pages_are_not_held_for_long_though_nobody_asks_for_more()
    {
        var clock = new FakeClock();
        await using var parts = await TestDatabase.OpenPartsAsync(database.ConnectionString, clock);
        var pages = parts.GetRequiredService<SharedPages>();
        await stores.CreateAsync("ada");
        using var over = new CancellationTokenSource();
        var working = ActivatorUtilities.CreateInstance<ViewWorker>(parts, ViewTables.Find(Activity)!).RunAsync(over.Token);
        await database.UntilFollowedAsync(Activity);
        pages.Count.Should().Be(1);

        clock.Advance(TimeSpan.FromSeconds(3));

        await Eventually.HoldsAsync(() => pages.Count == 0, "it is let go");
        await over.CancelAsync();
        await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task A_page_that_was_given_to_all_views_is_held_no_longer_and_until_then_it_is_the_same_page()
    {
        await stores.CreateAsync("ada");
        await using var parts = await TestDatabase.OpenPartsAsync(database.ConnectionString, new FakeClock());
        var pages = parts.GetRequiredService<SharedPages>();
        string[] views = [.. ViewTables.All.Where(view => view.Timing == Timing.Async).Select(view => view.Name)];

        var given = new List<SharedPage>();
        foreach (var view in views.SkipLast(1).SelectMany(view => Enumerable.Repeat(view, views.Length))) // however often one of them asks
            given.Add(await pages.NextAsync(view, 0, default));
        pages.ForgetOld();
        pages.Count.Should().Be(1);
        given.Add(await pages.NextAsync(views[^1], 0, default));

        given.Distinct().Should().ContainSingle().Which.Should().NotBeEmpty();
        pages.Count.Should().Be(0);
        (await pages.NextAsync(views[0], 0, default)).Should().NotBeSameAs(given[0]);
    }

    [Fact]
    public async Task What_was_read_of_streams_counts_no_more_once_all_is_read_anew()
    {
        await stores.CreateAsync("ada");
        await using var parts = await TestDatabase.OpenPartsAsync(database.ConnectionString, new FakeClock());
        var pages = parts.GetRequiredService<SharedPages>();
        var page = await pages.NextAsync(Activity, 0, default);
        page.Seen.Add(page);
        var next = page[0] with { Version = page[0].Version + 1, Sequence = page[0].Sequence + 1 };
        page.Seen.HasSeenBefore(next).Should().BeTrue();

        pages.StartAgain();

        (await pages.NextAsync(Activity, 0, default)).Seen.HasSeenBefore(next).Should().BeFalse();
    }

    [Fact]
    public async Task Where_one_fails_amid_looking_for_breaks_another_who_waits_for_it_looks_himself()
    {
        var page = new SharedPage([], 7, new());
        var failing = new TaskCompletionSource<IReadOnlyList<Poison>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = page.BreaksAsync(() => failing.Task);
        var second = page.BreaksAsync(() => Task.FromResult<IReadOnlyList<Poison>>([]));

        failing.SetException(new Npgsql.NpgsqlException("gone"));

        await FluentActions.Awaiting(() => first).Should().ThrowAsync<Npgsql.NpgsqlException>();
        (await second).Should().BeEmpty();
    }
}
