using UserDomain.Postgres.Record;

namespace UserDomain.Postgres.Tests.Record;

/// <summary>Files for exports, and databases that they go into.</summary>
internal static class MovedStore
{
    public static readonly IProgress<long> Nobody = new Progress<long>();

    public static async Task<string> ExportAsync(TestDatabase database)
    {
        await using var own = await Postgres.Database.OpenAsync(database.ConnectionString, default);
        var file = TestFolder.New("export");
        await new EventsExport(own).RunAsync(file, Nobody, default);
        return file;
    }

    public static Task<Exported> ImportAsync(TestDatabase database, string file) => EventsImport.RunAsync(file, database.ConnectionString, Nobody, default);

    /// <summary>All that an import could have changed, as text.</summary>
    public static async Task<string> ContentsAsync(TestDatabase database)
    {
        var all = new List<string>();
        foreach (var table in (string[])["mt_events", "mt_streams", "mt_doc_user_info", "mt_doc_user_config_entry", "userdomain.seals", "userdomain.accounts"])
            all.AddRange(await database.ListAsync($"select t::text from (select * from {table}) t order by 1"));
        foreach (var sequence in ExportForm.Sequences)
            all.Add(await database.AskAsync<string>($"select concat(last_value, is_called) from {sequence}"));
        all.Add(await database.AskAsync<string>("select concat('settled: ', first_password_settled_at is not null) from userdomain.installation"));
        return string.Join('\n', all);
    }

    /// <summary>What a view holds, without when and how often it was written.</summary>
    public static Task<IReadOnlyList<string>> ViewAsync(TestDatabase database, string view) =>
        database.ListAsync($"select concat_ws(' ', id, data) from mt_doc_{view} order by id");
}
