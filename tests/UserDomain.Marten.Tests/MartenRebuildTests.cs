using UserDomain.Postgres.Tests.Projections;
using UserDomain.Postgres.Views;

namespace UserDomain.Marten.Tests;

/// <summary>Views made anew by Marten's daemon.</summary>
public sealed class MartenRebuildTests : IAsyncLifetime
{
    private RebuildStore store = null!;

    public async Task InitializeAsync() => store = await RebuildStore.NewAsync(services => services.AddMarten());

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task Views_that_were_damaged_come_out_of_the_events_as_they_should_be_and_go_on_from_there()
    {
        await RandomLife.LiveAsync(store.Stores, new Random(1), users: 12, steps: 200);
        await store.Database.ExecuteAsync("""
            delete from mt_doc_user_info where id in (select id from mt_doc_user_info limit 3);
            update mt_doc_user_info set data = jsonb_set(data, '{Locked}', 'true'), locked = true;
            update mt_doc_user_config_entry set data = jsonb_set(data, '{Value}', '"damaged"');
            insert into mt_doc_user_api_key (id, data, user_id) select 'nobodys', data, user_id from mt_doc_user_api_key limit 1;
            truncate mt_doc_user_affiliate_tag
            """);

        await MartenRebuild.RunAsync(store.Database.ConnectionString, MartenRebuild.Names, default);

        await store.FollowAsync();
        await store.MustBeTrueAsync();
        (await store.Database.ListAsync("select name from mt_event_progression"))
            .Should().BeEquivalentTo(ViewTables.All.Where(projection => projection.Timing == Timing.Async).Select(projection => projection.Name), "the daemon leaves no mark");
        await RandomLife.LiveAsync(store.Stores, new Random(2), users: 3, steps: 30);
        await store.FollowAsync();
        await store.MustBeTrueAsync();
    }
}
