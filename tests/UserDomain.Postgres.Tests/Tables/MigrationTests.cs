using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Tables;

/// <summary>Bringing a database to this release, from whatever it was.</summary>
public sealed class MigrationTests
{
    [Fact]
    public async Task Hosts_that_start_at_once_on_an_empty_database_all_come_up()
    {
        await using var database = await TestDatabase.NewEmptyAsync();

        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Database.OpenAsync(database.ConnectionString, default)));

        (await database.ListAsync("select step::text from userdomain.schema_steps order by schema_steps.step")).Should().Equal("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
        foreach (var one in opened)
            await one.DisposeAsync();
    }

    [Fact]
    public async Task A_second_start_changes_nothing()
    {
        await using var database = await TestDatabase.NewAsync();
        await using (var stores = await database.OpenAsync())
            await stores.CreateAsync("ada");
        var applied = await AppliedAsync(database);

        await using (var stores = await database.OpenAsync())
            (await stores.Views.FindUserIdAsync("ADA", default)).Should().NotBeNull();

        (await AppliedAsync(database)).Should().Equal(applied);
    }

    /// <summary>The columns of the second step are filled from the documents of the first.</summary>
    [Fact]
    public async Task What_users_were_in_the_release_before_is_found_in_this_one()
    {
        await using var database = await TestDatabase.NewAsync();
        UserState ada, bob;
        await using (var stores = await database.OpenAsync())
        {
            ada = await stores.AppendAsync(await stores.CreateAsync("ada"), new UserLocked(Examples.Noon));
            bob = await stores.CreateAsync(Examples.CreatedAs("bob", "bob@example.org") with { AffiliateId = ada.UserId.Value });
        }

        await database.ExecuteAsync("""
            alter table mt_doc_user_info drop column locked, drop column affiliate_id;
            drop table mt_doc_user_api_key, mt_doc_user_affiliate_tag;
            delete from userdomain.schema_steps where step >= 2
            """);

        await using var after = await database.OpenAsync();
        (await after.Views.FindLockedAsync(default)).Should().ContainSingle().Which.UserName.Should().Be("ada");
        (await after.Views.CountAffiliatesAsync(ada.UserId, default)).Should().Be(1);
        (await after.Views.CountAffiliatesAsync(bob.UserId, default)).Should().Be(0);
    }

    [Fact]
    public async Task A_database_of_a_newer_release_is_left_alone()
    {
        await using var database = await TestDatabase.NewAsync();
        await database.ExecuteAsync("insert into userdomain.schema_steps (step) values (99)");

        (await RefusalOf(database.ConnectionString)).Should().Contain("newer release");
    }

    [Fact]
    public async Task A_sequence_that_hands_out_blocks_is_refused()
    {
        await using var database = await TestDatabase.NewAsync();
        await database.ExecuteAsync("alter sequence mt_events_sequence cache 10");

        (await RefusalOf(database.ConnectionString)).Should().Contain("CACHE 1");
    }

    [Fact]
    public async Task Who_may_not_put_on_the_run_role_is_told_what_an_administrator_should_do()
    {
        await using var database = await TestDatabase.NewEmptyAsync();
        var stranger = $"{database.Name}_stranger";
        await database.ExecuteAsync($"create role {stranger} login password 'stranger'");
        var asStranger = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = stranger, Password = "stranger" };

        (await RefusalOf(asStranger.ConnectionString)).Should().Contain("grant userdomain_run to");

        await database.ExecuteAsync($"drop role {stranger}");
    }

    [Fact]
    public async Task Keys_that_cannot_open_what_is_sealed_are_refused()
    {
        await using var database = await TestDatabase.NewAsync();
        await using var opened = await Database.OpenAsync(database.ConnectionString, default);
        await new Installation(opened).CheckKeysAsync(new TestSecretBox(), default);
        await new Installation(opened).CheckKeysAsync(new TestSecretBox(), default);

        (await new Installation(opened).Invoking(i => i.CheckKeysAsync(new TestSecretBox(new byte[32]), default))
            .Should().ThrowAsync<PostgresSetupException>()).Which.Message.Should().Contain("USERDOMAIN_KEYS");
    }

    private static Task<IReadOnlyList<string>> AppliedAsync(TestDatabase database) =>
        database.ListAsync("select step || ' ' || applied_at from userdomain.schema_steps order by step");

    private static async Task<string> RefusalOf(string connectionString) =>
        (await FluentActions.Awaiting(() => Database.OpenAsync(connectionString, default)).Should().ThrowAsync<PostgresSetupException>()).Which.Message;
}
