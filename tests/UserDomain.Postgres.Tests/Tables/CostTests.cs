using UserDomain.Model;

namespace UserDomain.Postgres.Tests.Tables;

/// <summary>What a change costs does not grow with what a user has.</summary>
public sealed class CostTests
{
    [Fact]
    public async Task One_key_of_a_user_with_4096_keys_writes_one_event_and_one_row()
    {
        await using var database = await TestDatabase.NewAsync();
        await using var stores = await database.OpenAsync();
        var ada = await stores.AppendAsync(
            await stores.CreateAsync("ada"), [.. Enumerable.Range(0, 4096).Select(i => new UserConfigSet($"key {i}", "before"))]);
        var last = await database.AskAsync<long>("select max(seq_id) from mt_events");

        await stores.AppendAsync(ada, new UserConfigSet("key 7", "after"));

        (await database.AskAsync<long>($"select count(*) from mt_events where seq_id > {last}")).Should().Be(1);
        var transaction = await database.AskAsync<string>($"select xmin::text from mt_events where seq_id > {last}");
        (await database.ListAsync($"select id from mt_doc_user_config_entry where xmin = '{transaction}'::xid"))
            .Should().Equal($"{ada.UserId}/key 7");
        (await database.AskAsync<long>($"select count(*) from mt_doc_user_info where xmin = '{transaction}'::xid")).Should().Be(0);
        (await database.AskAsync<long>("select max(mt_version) from mt_doc_user_config_entry")).Should().Be(2);
    }
}
