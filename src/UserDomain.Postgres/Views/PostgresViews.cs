using System.Text.Json;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.Postgres.Views;

/// <summary>Views as they stand in the database, each question one statement and so one snapshot.</summary>
internal sealed class PostgresViews(Database database, Reconnecting reconnecting) : IViews
{
    private const string SelectInfo = """
        select s.version, i.data from mt_streams s join mt_doc_user_info i on i.id = $2 where s.id = $1
        """;

    private const string SelectUserId = "select id from mt_doc_user_info where user_name_key = $1";

    private const string SelectUserIdByEmail = "select id from mt_doc_user_info where email_key = $1";
    private const string SelectUserIdByTag = "select user_id::varchar from mt_doc_user_affiliate_tag where tag_key = $1";
    private const string SelectLocked = "select data from mt_doc_user_info where locked";
    private const string CountAffiliates = """
        select count(*) from mt_doc_user_info
        where affiliate_id = $1 and affiliate_id > 0
          and ((data ->> 'SelfRegistered')::boolean is not true or (data ->> 'EmailVerified')::boolean or data ->> 'RecoveryEmail' <> '')
        """;


    public async ValueTask<Seen?> FindAsync(UserId userId, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(SelectInfo, P(StreamId.OfUser(userId).Value), P(userId.ToString()));
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token) ? new Seen(reader.GetInt64(0), Read<UserInfoView>(reader.GetString(1))) : null;
        }, cancellationToken);

    public async ValueTask<Seen<TRow>?> FindWithAsync<TRow>(UserId userId, CancellationToken cancellationToken) where TRow : class, IRowView<TRow> =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(
                SelectWith<TRow>.Rows, P(StreamId.OfUser(userId).Value), P(userId.ToString()), P((long?)userId.Value));
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token)
                ? new Seen<TRow>(
                    reader.GetInt64(0), Read<UserInfoView>(reader.GetString(1)), [.. reader.GetFieldValue<string[]>(2).Select(Read<TRow>)])
                : null;
        }, cancellationToken);

    public ValueTask<UserId?> FindUserIdAsync(string userNameKey, CancellationToken cancellationToken) =>
        FindIdAsync(SelectUserId, userNameKey, cancellationToken);

    public ValueTask<UserId?> FindUserIdByEmailAsync(string emailKey, CancellationToken cancellationToken) =>
        FindIdAsync(SelectUserIdByEmail, emailKey, cancellationToken);

    public ValueTask<UserId?> FindUserIdByTagAsync(string tagKey, CancellationToken cancellationToken) =>
        FindIdAsync(SelectUserIdByTag, tagKey, cancellationToken);

    public async ValueTask<IReadOnlyList<UserInfoView>> FindLockedAsync(CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(SelectLocked);
            await using var reader = await command.ExecuteReaderAsync(token);
            var locked = new List<UserInfoView>();
            while (await reader.ReadAsync(token))
                locked.Add(Read<UserInfoView>(reader.GetString(0)));
            return locked;
        }, cancellationToken);

    public async ValueTask<long> CountAffiliatesAsync(UserId userId, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(CountAffiliates, P((long?)userId.Value));
            return (long)(await command.ExecuteScalarAsync(token))!;
        }, cancellationToken);

    private async ValueTask<UserId?> FindIdAsync(string sql, string key, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(sql, P(key));
            return await command.ExecuteScalarAsync(token) is string id
                ? new UserId(long.Parse(id, System.Globalization.CultureInfo.InvariantCulture))
                : (UserId?)null;
        }, cancellationToken);

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, StoredEvents.Json)!;

    /// <summary>The statement of one view of rows, written once.</summary>
    private static class SelectWith<TRow> where TRow : class, IRowView<TRow>
    {
        public static readonly string Rows = $"""
            select s.version, i.data, array(select r.data from {ViewTables.Of(typeof(TRow)).Name} r where r.user_id = $3)
            from mt_streams s join mt_doc_user_info i on i.id = $2 where s.id = $1
            """;
    }
}
