using Npgsql;
using NpgsqlTypes;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Projections;

/// <summary>
/// How a view's table that is served differs from one that was made anew, exactly, although both go on changing: all rows are compared
/// in one snapshot, and those that events touch afterwards are looked at again. Only their ids are held.
/// </summary>
internal sealed class Differences(RebuildSession session, CatchUp made)
{
    private const string KindOf = "case when r.id is null then 1 when s.id is null then 2 else 3 end";

    private readonly Dictionary<string, Kind> found = new(StringComparer.Ordinal);
    private readonly HashSet<string> unsettled = new(StringComparer.Ordinal);
    private readonly string same = string.Join(" and ", session.Served.Columns.Select(column => $"s.{column.Name} is not distinct from r.{column.Name}").Prepend("s.data = r.data"));

    private enum Kind
    {
        OnlyServed = 1,
        OnlyRebuilt = 2,
        Different = 3,
    }

    private ViewTable Served => session.Served;

    private ViewTable Made => made.Table;

    /// <summary>Compares all rows. What is folded afterwards is looked at again when they are settled.</summary>
    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        made.TakeTouched();
        var sql = $"select coalesce(s.id, r.id), {KindOf} from {Served.Name} s full join {Made.Name} r on r.id = s.id where s.id is null or r.id is null or not ({same})";
        foreach (var (id, kind) in await session.ListAsync(sql, Read, cancellationToken))
            found[id] = kind;
    }

    /// <summary>Looks again at what was touched since. Those that still differ may do so only for events that are not folded yet: they stay to be looked at.</summary>
    public async Task NarrowAsync(CancellationToken cancellationToken)
    {
        unsettled.UnionWith(made.TakeTouched());
        var differing = await LookAsync([.. unsettled], cancellationToken);
        foreach (var id in unsettled)
            found.Remove(id);
        unsettled.Clear();
        unsettled.UnionWith(differing.Keys);
    }

    /// <summary>What these rows hold may be due to events that one of the two had yet to be given.</summary>
    public void LookAgainAt(IEnumerable<string> ids) => unsettled.UnionWith(ids);

    /// <summary>Looks for the last time, while both stand at the same place.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        await NarrowAsync(cancellationToken);
        foreach (var (id, kind) in await LookAsync([.. unsettled], cancellationToken))
            found[id] = kind;
    }

    /// <summary>What the served table has yet to be given: differences there say nothing. Where it comes to another try, they are looked at again.</summary>
    public void Excuse(IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            found.Remove(id);
            unsettled.Add(id);
        }
    }

    /// <param name="limit">How many are given with what they hold.</param>
    public async Task<ViewDifferences> ReportAsync(int limit, CancellationToken cancellationToken)
    {
        string[] first = [.. found.Keys.Order(StringComparer.Ordinal).Take(limit)];
        var sql = $"""
            select i.id, {Shown("s", "r")}, {Shown("r", "s")}
            from unnest($1) i(id) left join {Served.Name} s on s.id = i.id left join {Made.Name} r on r.id = i.id order by i.id collate "C"
            """;
        var rows = first is [] ? [] : await session.ListAsync(
            sql, row => new RowDifference(row.GetString(0), Text(row, 1), Text(row, 2)), cancellationToken, P(NpgsqlDbType.Varchar, first));
        return new(Count(Kind.OnlyServed), Count(Kind.OnlyRebuilt), Count(Kind.Different), rows);
    }

    private async Task<Dictionary<string, Kind>> LookAsync(string[] ids, CancellationToken cancellationToken)
    {
        var sql = $"""
            select i.id, {KindOf} from unnest($1) i(id) left join {Served.Name} s on s.id = i.id left join {Made.Name} r on r.id = i.id
            where (s.id is null) <> (r.id is null) or s.id is not null and not ({same})
            """;
        return ids is []
            ? []
            : (await session.ListAsync(sql, Read, cancellationToken, P(NpgsqlDbType.Varchar, ids))).ToDictionary(row => row.Id, row => row.Kind, StringComparer.Ordinal);
    }

    private long Count(Kind kind) => found.Values.LongCount(one => one == kind);

    private static (string Id, Kind Kind) Read(NpgsqlDataReader row) => (row.GetString(0), (Kind)row.GetInt32(1));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>The document, or the columns beside it where only they differ.</summary>
    private static string Shown(string one, string other) => $"""
        case when {one}.data is distinct from {other}.data then {one}.data::text
             else (to_jsonb({one}) - array['data', 'mt_last_modified', 'mt_dotnet_type', 'mt_version'])::text end
        """;
}
