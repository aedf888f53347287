using UserDomain.Listing;

namespace UserDomain.Postgres.Views;

/// <summary>
/// How users are come by: one index that is walked from where the page before ended, and what each whom it leads to must be beside. Everybody
/// examined is a step in that index, so that a page costs the same wherever it is.
/// </summary>
/// <param name="From">The rows that are walked.</param>
/// <param name="To">How a row leads to a user, who is called <c>d</c>; empty where it is one.</param>
/// <param name="Key">What the rows come in the order of, and its type.</param>
/// <param name="Settles">The conditions that are met by every user whom the walk leads to.</param>
internal sealed record DirectoryWalk(string From, string To, string Where, (string Name, string Type) Key, params string[] Settles)
{
    private const string Oms = "d.oms_id = $1";
    private const string Name = """d.user_name_key collate "C" >= $4 and d.user_name_key collate "C" < $5""";
    private const string Email = """d.email_key collate "C" >= $6 and d.email_key collate "C" < $7""";
    private const string IsLocked = "d.locked";
    private const string IsNotLocked = "not d.locked";
    private const string Account = "exists (select from mt_doc_user_lookup h where h.id = d.user_id || '/' || $8)";
    private const string ConfigKey = "exists (select from mt_doc_user_lookup h where h.id = d.user_id || '/' || $9)";
    private const string ConfigPair = "exists (select from mt_doc_user_lookup h where h.id = d.user_id || '/' || $9 and h.pair = $10)";

    /// <summary>How many addresses there may be that begin as looked for; of more, users are walked by their ids.</summary>
    public const string EmailCandidates = $"select d.user_id from mt_doc_user_directory d where {Oms} and {Email} limit $11";

    public const string NextOms = "select min(oms_id) from mt_doc_user_directory where oms_id > $1";

    public static DirectoryWalk Of(UserSearch search) =>
        search.ConfigValue is not null ? Lookup("l.pair = $10 and l.pair <> ''", ConfigKey, ConfigPair)
        : search.AccountId is not null ? Lookup("l.what = $8", Account)
        : search.IsByName ? new("mt_doc_user_directory d", "", $"{Oms} and {Name}", ("d.user_name_key collate \"C\"", "varchar"), Oms, Name)
        : search.ConfigKey is not null ? Lookup("l.what = $9", ConfigKey)
        : search.Locked == true ? Ids(Oms, IsLocked)
        : Ids(Oms);

    /// <summary>Of users whose ids are known, in no order.</summary>
    public static string Known(UserSearch search) =>
        $"select d.data from mt_doc_user_directory d where d.id = any($2) and {string.Join(" and ", Conditions(search).Append(Oms).Distinct(StringComparer.Ordinal))}";

    /// <summary>A page as one statement: <c>edge</c> is up to where is looked, none where all that is left is; then come users with their keys.</summary>
    public string Page(UserSearch search)
    {
        var beside = string.Concat(Conditions(search).Except(Settles, StringComparer.Ordinal).Select(condition => $" and {condition}"));
        var edge = beside.Length == 0
            ? $"select null::{Key.Type} as k"
            : $"select (select {Key.Name} from {From} where {Where} and {Key.Name} > $2 order by {Key.Name} offset $11 - 1 limit 1) as k";
        return $"""
            with edge as materialized ({edge})
            select edge.k, found.k, found.data from edge left join lateral (
              select {Key.Name} as k, d.data from {From} {To}
              where {Where} and {Key.Name} > $2 and {Key.Name} <= coalesce(edge.k, $12){beside} order by {Key.Name} limit $3) found on true
            """;
    }

    /// <summary>One user after the other is looked at by his id: joined otherwise, users would be walked whom no row leads to.</summary>
    private static DirectoryWalk Lookup(string where, params string[] settles) => new(
        "mt_doc_user_lookup l", "cross join lateral (select * from mt_doc_user_directory u where u.id = l.user_id::varchar offset 0) d",
        where, ("l.user_id", "bigint"), settles);

    private static DirectoryWalk Ids(params string[] where) => new("mt_doc_user_directory d", "", string.Join(" and ", where), ("d.user_id", "bigint"), where);

    private static IEnumerable<string> Conditions(UserSearch search)
    {
        if (search.OmsId is not null)
            yield return Oms;
        if (search.UserNameKey is not null)
            yield return Name;
        if (search.EmailKey is not null)
            yield return Email;
        if (search.Locked is { } locked)
            yield return locked ? IsLocked : IsNotLocked;
        if (search.AccountId is not null)
            yield return Account;
        if (search.ConfigKey is not null)
            yield return ConfigKey;
        if (search.ConfigValue is not null)
            yield return ConfigPair;
    }
}
