using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using UserDomain.Listing;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Tests.Tables;

/// <summary>With many users, a page is a range of an index wherever it is: nothing is sorted, nothing is read from end to end, and what is examined is bounded.</summary>
public sealed partial class DirectoryPlanTests : IAsyncLifetime
{
    private const int Users = 20_000;
    private const string Fill = """
        insert into mt_doc_user_directory (id, data, user_id, oms_id, user_name_key, email_key, locked)
        select i::text, jsonb_build_object('UserId', i, 'OmsId', 1 + i % 2, 'UserName', 'n' || i, 'UserNameKey', 'N' || lpad(i::text, 8, '0'), 'Email', 'e', 'EmailKey', 'E'),
          i, 1 + i % 2, 'N' || lpad(i::text, 8, '0'), 'E' || lpad((i * 7919 % 20000)::text, 8, '0'), i % 10 = 0 from generate_series(1, 20000) i;
        insert into mt_doc_user_lookup (id, data, user_id, what, pair)
        select i || '/account/' || a, '{}', i, 'account/' || a, '' from generate_series(1, 20000) i, lateral (select 1000 + i % 4) g(a);
        insert into mt_doc_user_lookup (id, data, user_id, what, pair)
        select i || '/config/Street', '{}', i, 'config/Street', case when i % 5 = 0 then $pair else 'other' || i end from generate_series(1, 20000) i;
        analyze mt_doc_user_directory; analyze mt_doc_user_lookup;
        """;

    private TestDatabase database = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        await database.ExecuteAsync(Fill.Replace("$pair", $"'{UserLookupEntry.OfPair("Street", "Bay")}'", StringComparison.Ordinal));
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    private static readonly UserSearch[] Searches =
    [
        new(1), new(1, UserNameKey: "N0"), new(1, Locked: true), new(1, Locked: false), new(1, AccountId: 1001), new(1, ConfigKey: "Street"),
        new(1, ConfigKey: "Street", ConfigValue: "Bay"), new(null, ConfigKey: "Street"), new(1, UserNameKey: "N0", ConfigKey: "Street", ConfigValue: "no"),
        new(1, UserNameKey: "N0", Locked: true), new(1, EmailKey: "E"), new(1, EmailKey: "E", Locked: true), new(2, AccountId: 1000),
        new(1, ConfigKey: "Street", EmailKey: "NONE"),
    ];

    [Fact]
    public async Task Every_page_of_every_search_is_a_range_of_an_index()
    {
        foreach (var search in Searches)
        {
            foreach (var after in (long[])[0, Users / 2, Users - 300])
            {
                var position = search.IsByName ? new DirectoryPosition(1, string.Create(CultureInfo.InvariantCulture, $"N{after:00000000}"), 0) : new(1, "", after);
                await AssertIsRangeAsync(DirectoryWalk.Of(search).Page(search), PostgresUserDirectory.ParametersOf(search, position, 101), $"{search} after {after}");
            }
        }
    }

    [Fact]
    public async Task Addresses_are_looked_for_in_a_range_of_an_index()
    {
        var search = new UserSearch(1, EmailKey: "E000");
        await AssertIsRangeAsync(DirectoryWalk.EmailCandidates, PostgresUserDirectory.ParametersOf(search, new(1, "", 0), 0), "candidates");
    }

    /// <summary>Nobody matches, and still no page examines more than it may: the pages come to an end, each empty.</summary>
    [Fact]
    public async Task Where_nobody_matches_pages_are_empty_and_lead_on_until_all_were_examined()
    {
        await using var stores = await database.OpenAsync();
        var (pages, at, search) = (0, (DirectoryPosition?)null, new UserSearch(2, ConfigKey: "Street", AccountId: 1000));
        do
        {
            var page = await stores.Directory.FindAsync(search, at, 100, default);
            page.Users.Should().BeEmpty("users of account 1000 are of OMS 1");
            (at, pages) = (page.End, pages + 1);
        }
        while (at is not null);
        pages.Should().BeLessThan(4);
    }

    private async Task AssertIsRangeAsync(string sql, NpgsqlParameter[] parameters, string because)
    {
        await using var connection = await database.ConnectAsync();
        await using var command = new NpgsqlCommand($"explain (analyze, timing off) {sql}", connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var plan = "";
        while (await reader.ReadAsync())
            plan += reader.GetString(0) + "\n";

        plan.Should().NotContain("Sort").And.NotContain("Seq Scan").And.NotContain("Bitmap", because);
        plan.Should().NotContain("Merge Join").And.NotContain("Hash", because);
        foreach (Match rows in Examined().Matches(plan))
        {
            var examined = double.Parse(rows.Groups["rows"].Value, CultureInfo.InvariantCulture) * int.Parse(rows.Groups["loops"].Value, CultureInfo.InvariantCulture);
            examined.Should().BeLessThanOrEqualTo(PostgresUserDirectory.MostExamined + 1, "{0}\n{1}", because, plan);
        }

        foreach (Match removed in Removed().Matches(plan))
            int.Parse(removed.Groups["rows"].Value, CultureInfo.InvariantCulture).Should().BeLessThanOrEqualTo(PostgresUserDirectory.MostExamined, "{0}\n{1}", because, plan);
    }

    [GeneratedRegex(@"actual rows=(?<rows>[0-9.]+) loops=(?<loops>\d+)", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Examined();

    [GeneratedRegex(@"Rows Removed by Filter: (?<rows>\d+)", RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex Removed();
}
