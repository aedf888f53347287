using Npgsql;
using UserDomain.Model;

namespace UserDomain.Postgres.Tests.Tables;

/// <summary>Events can be added and nothing else: the run role has no right to, and the owner is refused by a trigger.</summary>
public sealed class ImmutableEventsTests : IAsyncLifetime
{
    private const string RefusedByTrigger = "UD003";
    private TestDatabase database = null!;

    public static TheoryData<string> Changes =>
    [
        "update mt_events set data = '{}'",
        "update mt_events set is_archived = true where seq_id = -1",
        "delete from mt_events",
        "truncate mt_events",
    ];

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        await using var stores = await database.OpenAsync();
        await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1"));
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Theory, MemberData(nameof(Changes))]
    public async Task The_run_role_has_no_right_to_change_them(string sql)
    {
        (await RefusalOf($"set role userdomain_run; {sql}")).Should().Be(PostgresErrorCodes.InsufficientPrivilege);
        await NothingHasChanged();
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task The_owner_is_refused_by_a_trigger(string sql)
    {
        (await RefusalOf(sql)).Should().Be(RefusedByTrigger);
        await NothingHasChanged();
    }

    [Theory]
    [InlineData("delete from mt_streams")]
    [InlineData("truncate mt_streams cascade")]
    public async Task Nor_do_they_go_with_their_stream(string sql)
    {
        (await RefusalOf(sql)).Should().Be(RefusedByTrigger);
        (await RefusalOf($"set role userdomain_run; {sql}")).Should().Be(PostgresErrorCodes.InsufficientPrivilege);
        await NothingHasChanged();
    }

    [Fact]
    public async Task Nor_where_triggers_are_off_for_replication() =>
        (await database.AskAsync<char>("select tgenabled from pg_trigger where tgname = 'refuse_change'")).Should().Be('A');

    [Fact]
    public async Task The_run_role_cannot_lift_the_trigger() =>
        (await RefusalOf("set role userdomain_run; alter table mt_events disable trigger all")).Should().Be(PostgresErrorCodes.InsufficientPrivilege);

    private async Task<string> RefusalOf(string sql) =>
        (await database.Invoking(d => d.ExecuteAsync(sql)).Should().ThrowAsync<PostgresException>()).Which.SqlState;

    private async Task NothingHasChanged() =>
        (await database.AskAsync<long>("select count(*) from mt_events where not is_archived and data <> '{}'")).Should().Be(2);
}
