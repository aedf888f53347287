using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Tests;

namespace UserDomain.Marten.Tests;

/// <summary>Marten fills places that failed appends have drawn with events of its own; here it does not.</summary>
public sealed class NoTombstonesTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.NewAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task An_append_that_is_refused_after_places_were_drawn_leaves_nothing_but_a_gap()
    {
        var ada = default(UserState)!;
        await using (var stores = await MartenDatabase.OpenAsync(database.ConnectionString))
        {
            ada = await stores.CreateAsync("ada");
            await stores.Invoking(s => s.CreateAsync("ada")).Should().ThrowAsync<RefusedException>();
            ada = await stores.AppendAsync(ada, new UserConfigSet("a", "1"));
        } // whatever is under way beside it ends with it

        (await database.ListAsync("select id from mt_streams")).Should().Equal(ada.Stream.Value);
        (await database.ListAsync("select seq_id || ' ' || type from mt_events order by seq_id")).Should().Equal("1 user_created", "3 user_config_set");
    }
}
