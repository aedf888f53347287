using Microsoft.Extensions.DependencyInjection;
using UserDomain.Affiliates;
using UserDomain.ApiKeys;
using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Tables;

/// <summary>Lookups go by indexes, also with plans that were made when there was nothing to look for, before statistics are taken.</summary>
public sealed class LookupPlanTests
{
    private const int Users = 4_000;

    private const string Fill = """
        insert into mt_streams (id, type, version) select 'user-' || i, 'user', 1 from generate_series(1001, 5000) i;
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type)
        select nextval('mt_events_sequence'), gen_random_uuid(), 'user-' || i, 1, jsonb_build_object('UserName', 'n', 'UserNameKey', 'N', 'Email', 'e', 'EmailKey', 'E', 'EmailVerified', true,
          'AccountId', 1, 'AffiliateId', 0, 'RefererId', 0, 'OmsId', 1, 'OperatorId', 1, 'Use2FA', false, 'SelfRegistered', false), 'user_created', now(), '' from generate_series(1001, 5000) i;
        insert into userdomain.snapshots (stream, version, event_id, shape, state, page_keys, page_starts)
        select 'user-' || i, 1, gen_random_uuid(), '1', '', '{}', '{}' from generate_series(1001, 5000) i;
        insert into mt_doc_user_info (id, data, user_name_key, email_key)
        select i, jsonb_build_object('UserId', i, 'UserName', 'n', 'UserNameKey', 'N', 'Email', 'e', 'EmailKey', 'E', 'EmailVerified', true, 'CreatedAt', now(), 'AccountId', 1,
          'Accounts', '[1]'::jsonb, 'AffiliateId', 0, 'RefererId', 0, 'OmsId', 1, 'OperatorId', 1, 'Use2FA', false, 'CodePending', false, 'Locked', false, 'FailedAttempts', 0,
          'Permissions', '[]'::jsonb), 'N' || i, 'E' || i from generate_series(1001, 5000) i;
        insert into mt_doc_user_config_entry (id, data, user_id) select i || '/a', '{"Key":"a","Value":"b"}', i from generate_series(1001, 5000) i;
        insert into mt_doc_user_affiliate_tag (id, data, user_id, tag_key) select 'T' || i, '{}', i, 'T' || i from generate_series(1001, 5000) i;
        insert into mt_doc_user_api_key (id, data, user_id) select i, '{}', i from generate_series(1001, 5000) i;
        """;

    [Fact]
    public async Task No_table_is_read_through_for_a_lookup()
    {
        await using var database = await TestDatabase.NewAsync();
        await database.ExecuteAsync(string.Concat(Tables.Select(table => $"alter table {table} set (autovacuum_enabled = false);")));
        await using (var stores = await database.OpenAsync())
        {
            for (var i = 0; i < 12; i++) // by then plans are kept, whatever the keys
                await AskAsync(stores, 1001);
            await database.ExecuteAsync(Fill);
            (await Racing.AllAsync(60, i => AskAsync(stores, 1001 + (i * 61 % Users)))).Should().OnlyContain(outcome => outcome == null);
        }

        await Eventually.HoldsAsync(async () => await UsesAsync(database, "idx_scan") > 60 * Tables.Length, "sessions that ended have told what they did");
        (await database.ListAsync($"select relname::text from pg_stat_user_tables where relid = any(array['{string.Join("','", Tables)}']::regclass[]) and seq_scan > 0 and seq_tup_read > 0"))
            .Should().BeEmpty();
    }

    /// <summary>Planning anew takes longer than looking up.</summary>
    [Fact]
    public async Task A_lookup_is_planned_once_however_few_keys_it_is_asked_for()
    {
        await using var database = await TestDatabase.NewAsync();
        await using var parts = await TestDatabase.OpenPartsAsync(database.ConnectionString, most: 2); // of which one asks
        var snapshots = parts.GetRequiredService<ISnapshots>();
        for (var i = 0; i < 30; i++)
            await snapshots.LoadAsync(new(1001), ["a"], default);

        await using var plans = parts.GetRequiredService<Database>().Asking.CreateCommand("""
            select coalesce(sum(generic_plans), 0)::bigint, coalesce(sum(custom_plans), 0)::bigint from pg_prepared_statements where statement like '%userdomain.snapshots%'
            """);
        await using var row = await plans.ExecuteReaderAsync();
        await row.ReadAsync();
        row.GetInt64(0).Should().BePositive();
        row.GetInt64(1).Should().Be(0);
    }

    private static readonly string[] Tables = ["mt_streams", "mt_events", "userdomain.snapshots", "mt_doc_user_info", "mt_doc_user_config_entry", "mt_doc_user_affiliate_tag", "mt_doc_user_api_key"];

    private static Task<long> UsesAsync(TestDatabase database, string what) =>
        database.AskAsync<long>($"select sum({what})::bigint from pg_stat_user_tables where relid = any(array['{string.Join("','", Tables)}']::regclass[])");

    private static async Task AskAsync(Stores stores, int id)
    {
        var userId = new UserId(id);
        await stores.Snapshots.LoadAsync(userId, ["a"], default);
        await stores.Views.FindAsync(userId, default);
        await stores.Views.FindConfigAsync(userId, default);
        await stores.Views.FindWithAsync<UserConfigEntry>(userId, default);
        await stores.Views.FindWithAsync<UserAffiliateTagEntry>(userId, default);
        await stores.Views.FindWithAsync<UserApiKeyEntry>(userId, default);
        await stores.Views.FindUserIdAsync($"N{id}", default);
        await stores.Views.FindUserIdByEmailAsync($"E{id}", default);
        await stores.Views.FindUserIdByTagAsync($"T{id}", default);
    }
}
