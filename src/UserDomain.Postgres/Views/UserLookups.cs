using System.Collections.Concurrent;
using NpgsqlTypes;
using UserDomain.Config;
using UserDomain.EventSourcing;

namespace UserDomain.Postgres.Views;

/// <summary>A user as he stands in the views, at the version of his stream.</summary>
/// <param name="Info">His document.</param>
/// <param name="Rows">What was asked for beside it, as one array of JSON; empty where nothing was.</param>
internal sealed record StoredUser(long Version, byte[] Info, byte[] Rows);

/// <summary>
/// Lookups of users by their ids. What is asked for beside a user's info comes in the same statement, and so from one moment. Each table is asked by
/// a subselect: whatever the server thinks of its size, that is a way by its index for each user.
/// </summary>
internal sealed class UserLookups(Database database, Reconnecting reconnecting, LookupThreads threads)
{
    private const string Version = "(select s.version from mt_streams s where s.id = 'user-' || asked.id)";
    private const string Info = "(select i.data from mt_doc_user_info i where i.id = asked.id::varchar)";
    private const string Users = "from unnest($1) with ordinality as asked (id, place)";

    /// <summary>Keys and values in turn. One that a document lacks is null, and not passed over: whoever reads it stops.</summary>
    private static readonly string Pairs = $$"""
        (select '[' || string_agg(coalesce((r.data -> 'Key')::text, 'null') || ',' || coalesce((r.data -> 'Value')::text, 'null'), ',') || ']'
         from {{ViewTables.Of(typeof(UserConfigEntry)).Name}} r where r.user_id = asked.id)
        """;

    private readonly ConcurrentDictionary<Type, SharedLookups<long, StoredUser>> with = new();

    /// <summary>With nothing beside his info.</summary>
    public SharedLookups<long, StoredUser> Alone { get; } = Of("null", database, reconnecting, threads);

    /// <summary>With his configuration, as <see cref="StoredPairs"/> takes it.</summary>
    public SharedLookups<long, StoredUser> WithConfig { get; } = Of(Pairs, database, reconnecting, threads);

    /// <summary>With all documents that a view of rows has of him.</summary>
    public SharedLookups<long, StoredUser> With<TRow>() where TRow : class, IRowView<TRow> => with.GetOrAdd(
        typeof(TRow), row => Of($"(select json_agg(r.data) from {ViewTables.Of(row).Name} r where r.user_id = asked.id)", database, reconnecting, threads));

    private static SharedLookups<long, StoredUser> Of(string beside, Database database, Reconnecting reconnecting, LookupThreads threads) => new(
        new(database, $"select asked.place, {Version}, {Info}, {beside} {Users}", users => [PArray(NpgsqlDbType.Bigint, users)],
            (row, _) => row.IsDBNull(1) || row.IsDBNull(2)
                ? null
                : new(row.GetInt64(1), row.GetFieldValue<byte[]>(2), row.IsDBNull(3) ? Empty : row.GetFieldValue<byte[]>(3))),
        threads, reconnecting);

    private static byte[] Empty { get; } = [.. "[]"u8];
}
