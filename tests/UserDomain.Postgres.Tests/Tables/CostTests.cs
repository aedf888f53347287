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

    /// <summary>Then no index takes part in it, and no further page.</summary>
    [Theory]
    [InlineData("mt_streams", "user-7")]
    [InlineData("mt_doc_user_config_entry", "7/key")]
    [InlineData("mt_doc_user_info", "7")]
    [InlineData("mt_doc_user_directory", "7")]
    public async Task A_row_that_is_changed_among_many_stays_on_its_page(string table, string id)
    {
        await using var database = await TestDatabase.NewAsync();
        await database.ExecuteAsync("""
            insert into mt_streams (id, type, version) select 'user-' || g, 'user', 1 from generate_series(1, 400) g;
            insert into mt_doc_user_config_entry (id, data, user_id) select g || '/key', jsonb_build_object('Value', repeat('x', 80)), g from generate_series(1, 400) g;
            insert into mt_doc_user_info (id, data, user_name_key, email_key) select g, jsonb_build_object('UserName', repeat('x', 80)), g, g from generate_series(1, 400) g;
            insert into mt_doc_user_directory (id, data, user_id, oms_id) select g, jsonb_build_object('UserName', repeat('x', 80)), g, 1 from generate_series(1, 400) g;
            """);
        var changed = table == "mt_streams" ? "version = version + 1" : "data = data";

        var page = await database.AskAsync<int>(PageOf(id));
        page.Should().BeLessThan(await database.AskAsync<int>($"select max((ctid::text::point)[0])::int from {table}"), "the page is full but for its room");

        await database.ExecuteAsync($"update {table} set {changed} where id = '{id}'");

        (await database.AskAsync<int>(PageOf(id))).Should().Be(page);

        string PageOf(string row) => $"select (ctid::text::point)[0]::int from {table} where id = '{row}'";
    }
}
