using UserDomain.Postgres.Views;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>What the rebuild's contract is checked on, whichever engine makes the views anew in these tables.</summary>
internal sealed class DamagedStore(RebuildStore store, Func<IReadOnlyList<string>, Task<string?>> rebuild) : RebuildableStore
{
    private static readonly Projection[] Inline = [.. ViewTables.All.Where(projection => projection.Timing == Timing.Inline)];

    public override Stores Stores => store.Stores;

    public override Task<string?> RebuildAsync() => rebuild([.. Inline.Select(projection => projection.Name)]);

    public override Task DamageAsync(Damage damage) => store.Database.ExecuteAsync(damage switch
    {
        Damage.Forged => """
            update mt_doc_user_info set data = jsonb_set(data, '{Locked}', 'true'), locked = true;
            update mt_doc_user_config_entry set data = jsonb_set(data, '{Value}', '"forged"'), user_id = 99;
            update mt_doc_user_api_key set data = data - 'Permissions';
            update mt_doc_user_affiliate_tag set data = data - 'UserId', tag_key = tag_key || ' forged'
            """,
        Damage.Lost => Each(table => $"delete from {table} where id = (select min(id) from {table})"),
        Damage.Orphaned => """
            insert into mt_doc_user_info (id, data, user_name_key, email_key) select '999', data, 'ORPHAN', 'ORPHAN' from mt_doc_user_info limit 1;
            insert into mt_doc_user_config_entry (id, data, user_id) select '999/a', data, 999 from mt_doc_user_config_entry limit 1;
            insert into mt_doc_user_api_key (id, data, user_id) select 'orphan', data, 999 from mt_doc_user_api_key limit 1;
            insert into mt_doc_user_affiliate_tag (id, data, user_id, tag_key) select '999/1', data, 999, 'ORPHAN' from mt_doc_user_affiliate_tag limit 1
            """,
        Damage.Emptied => Each(table => $"truncate {table}"),
        _ => throw new ArgumentOutOfRangeException(nameof(damage)),
    });

    public override Task AddUnreadableEventAsync() => store.Database.ExecuteAsync("""
        insert into mt_streams (id, type, version) values ('user-700', 'user', 1);
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers)
        values (nextval('mt_events_sequence'), gen_random_uuid(), 'user-700', 1, '{}', 'user_of_a_newer_release', now(), '{"Call":"Later","Transport":"http"}')
        """);

    public override Task<IReadOnlyList<string>> ServedAsync() => OfEachAsync(store.ServedAsync);

    public override Task<IReadOnlyList<string>> TruthAsync() => OfEachAsync(store.TruthAsync);

    public override ValueTask DisposeAsync() => store.DisposeAsync();

    private static string Each(Func<string, string> sql) => string.Join(";\n", Inline.Select(projection => sql(projection.Table.Name)));

    private static async Task<IReadOnlyList<string>> OfEachAsync(Func<Projection, Task<IReadOnlyList<string>>> rows)
    {
        var all = new List<string>();
        foreach (var projection in Inline)
            all.AddRange((await rows(projection)).Select(row => $"{projection.Name} {row}"));
        return all;
    }
}
