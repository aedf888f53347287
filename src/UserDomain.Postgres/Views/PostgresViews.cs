using NpgsqlTypes;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.Postgres.Views;

/// <summary>Views as they stand in the database, each question one statement and so one snapshot. Questions of one kind share round trips.</summary>
internal sealed class PostgresViews(Database database, Reconnecting reconnecting, LookupThreads threads) : IViews
{
    private const string SelectUserId = "select id from mt_doc_user_info where user_name_key = asked.key";
    private const string SelectUserIdByEmail = "select id from mt_doc_user_info where email_key = asked.key";
    private const string SelectUserIdByTag = "select user_id::varchar from mt_doc_user_affiliate_tag where tag_key = asked.key";
    private const string SelectLocked = "select data from mt_doc_user_info where locked";
    private const string CountAffiliates = """
        select count(*) from mt_doc_user_info
        where affiliate_id = $1 and affiliate_id > 0
          and ((data ->> 'SelfRegistered')::boolean is not true or (data ->> 'EmailVerified')::boolean or data ->> 'RecoveryEmail' <> '')
        """;

    private readonly UserLookups users = new(database, reconnecting, threads);
    private readonly SharedLookups<string, string> byName = ByKey(SelectUserId, database, reconnecting, threads);
    private readonly SharedLookups<string, string> byEmail = ByKey(SelectUserIdByEmail, database, reconnecting, threads);
    private readonly SharedLookups<string, string> byTag = ByKey(SelectUserIdByTag, database, reconnecting, threads);

    public async ValueTask<Seen?> FindAsync(UserId userId, CancellationToken cancellationToken) =>
        await users.Alone.FindAsync(userId.Value, cancellationToken) is { } found ? new Seen(found.Version, StoredViews.Read<UserInfoView>(found.Info)) : null;

    public async ValueTask<Seen<TRow>?> FindWithAsync<TRow>(UserId userId, CancellationToken cancellationToken) where TRow : class, IRowView<TRow> =>
        await users.With<TRow>().FindAsync(userId.Value, cancellationToken) is { } found
            ? new Seen<TRow>(found.Version, StoredViews.Read<UserInfoView>(found.Info), StoredViews.Read<TRow[]>(found.Rows))
            : null;

    public async ValueTask<SeenConfig?> FindConfigAsync(UserId userId, CancellationToken cancellationToken) =>
        await users.WithConfig.FindAsync(userId.Value, cancellationToken) is { } found
            ? new SeenConfig(found.Version, StoredViews.Read<UserInfoView>(found.Info), new(found.Rows))
            : null;

    public ValueTask<UserId?> FindUserIdAsync(string userNameKey, CancellationToken cancellationToken) => FindIdAsync(byName, userNameKey, cancellationToken);

    public ValueTask<UserId?> FindUserIdByEmailAsync(string emailKey, CancellationToken cancellationToken) => FindIdAsync(byEmail, emailKey, cancellationToken);

    public ValueTask<UserId?> FindUserIdByTagAsync(string tagKey, CancellationToken cancellationToken) => FindIdAsync(byTag, tagKey, cancellationToken);

    public async ValueTask<IReadOnlyList<UserInfoView>> FindLockedAsync(CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(SelectLocked);
            await using var reader = await command.ExecuteReaderAsync(token);
            var locked = new List<UserInfoView>();
            while (await reader.ReadAsync(token))
                locked.Add(StoredViews.Read<UserInfoView>(reader.GetFieldValue<byte[]>(0)));
            return locked;
        }, cancellationToken);

    public async ValueTask<long> CountAffiliatesAsync(UserId userId, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(CountAffiliates, P((long?)userId.Value));
            return (long)(await command.ExecuteScalarAsync(token))!;
        }, cancellationToken);

    private static async ValueTask<UserId?> FindIdAsync(SharedLookups<string, string> ids, string key, CancellationToken cancellationToken) =>
        await ids.FindAsync(key, cancellationToken) is { } id ? new UserId(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)) : null;

    /// <summary>A subselect for each key: whatever the server thinks of the table's size, it is looked up in the key's unique index.</summary>
    private static SharedLookups<string, string> ByKey(string select, Database database, Reconnecting reconnecting, LookupThreads threads) => new(
        new(database, $"select asked.place, ({select}) from unnest($1) with ordinality as asked (key, place)", keys => [PArray(NpgsqlDbType.Varchar, keys)],
            (row, _) => row.IsDBNull(1) ? null : row.GetString(1)),
        threads, reconnecting);
}
