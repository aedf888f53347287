using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using UserDomain.ApiKeys;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;

namespace UserDomain.Postgres.SignIn;

/// <summary>
/// Sessions by the database's clock, so that hosts agree. Activity is written at most once a minute and after the call, so a session is
/// let live two minutes longer than the hour: it may end late, never early.
/// </summary>
internal sealed partial class PostgresSessions(
    Database database, Reconnecting reconnecting, SessionSettings settings, ILogger<PostgresSessions> log) : ISessions, IAsyncDisposable
{
    /// <summary>Every session that is good, from some address.</summary>
    private const string Good = """
        from userdomain.sessions s
          join mt_doc_user_info i on i.id = s.user_id::varchar
          join mt_streams u on u.id = 'user-' || s.user_id
          left join mt_doc_user_api_key k on k.id = s.api_key
        where s.kind <> 'Pending' and s.last_activity > now() - interval '1 hour 2 minutes'
          and i.locked is not true and (s.api_key is null or k.id is not null)
        """;

    private const string Select = $"""
        select i.data, u.version, s.last_activity < now() - interval '1 minute', s.kind, s.second_factor, s.api_key, k.data
        {Good} and s.key = $1 and (not $2 or s.address is not distinct from $3)
        """;

    private const string SelectUser = $"select i.data {Good} and s.key = $1";

    private const string SelectOver = $"select asked.key from unnest($1) as asked (key) where not exists (select {Good} and s.key = asked.key)";

    private const string Touch = """
        update userdomain.sessions set last_activity = now() where key = $1 and last_activity < now() - interval '1 minute'
        """;

    private const string End = "delete from userdomain.sessions where key = $1";

    private const string SelectPending = """
        select user_id from userdomain.sessions
        where key = $1 and kind = 'Pending' and opened_at > now() - interval '5 minutes' and (not $2 or address is not distinct from $3)
        """;

    private const string BeginDisabling = "update userdomain.sessions set disabling_since = now() where key = $1";

    private const string SelectDisabling = """
        select exists (select from userdomain.sessions where key = $1 and disabling_since > now() - interval '10 minutes')
        """;

    private readonly ConcurrentDictionary<SessionKey, Task> touching = new();

    public async ValueTask<Caller?> FindAsync(SessionKey session, string? address, CancellationToken cancellationToken)
    {
        var (caller, isOld) = await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(Select, P(session.Hash), P(settings.BindAddress), P(address));
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token) ? (CallerOf(reader, session), reader.GetBoolean(2)) : (null, false);
        }, cancellationToken);

        if (isOld)
            TouchLater(session);
        return caller;
    }

    public async ValueTask<UserInfoView?> FindUserAsync(SessionKey session, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(SelectUser, P(session.Hash));
            return await command.ExecuteScalarAsync(token) is string user ? Read<UserInfoView>(user) : null;
        }, cancellationToken);

    public async ValueTask<IReadOnlyList<SessionKey>> FindOverAsync(IReadOnlyCollection<SessionKey> sessions, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(SelectOver, P(NpgsqlDbType.Varchar, sessions.Select(session => session.Hash)));
            await using var reader = await command.ExecuteReaderAsync(token);
            var over = new List<SessionKey>();
            while (await reader.ReadAsync(token))
                over.Add(new(reader.GetString(0)));
            return over;
        }, cancellationToken);

    public ValueTask EndAsync(SessionKey session, CancellationToken cancellationToken) => ExecuteAsync(End, session, cancellationToken);

    public async ValueTask<UserId?> FindPendingAsync(SessionKey session, string? address, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(SelectPending, P(session.Hash), P(settings.BindAddress), P(address));
            return await command.ExecuteScalarAsync(token) is long userId ? new UserId(userId) : (UserId?)null;
        }, cancellationToken);

    public ValueTask ConfirmAsync(SessionKey session, CancellationToken cancellationToken) =>
        ExecuteAsync(CompanionRows.ConfirmSession, session, cancellationToken);

    public ValueTask BeginDisablingAsync(SessionKey session, CancellationToken cancellationToken) => ExecuteAsync(BeginDisabling, session, cancellationToken);

    public async ValueTask<bool> IsDisablingAsync(SessionKey session, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(SelectDisabling, P(session.Hash));
            return (bool)(await command.ExecuteScalarAsync(token))!;
        }, cancellationToken);

    /// <summary>Waits for what is being written.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(touching.Values);

    private async ValueTask ExecuteAsync(string sql, SessionKey session, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(sql, P(session.Hash));
            return await command.ExecuteNonQueryAsync(token);
        }, cancellationToken);

    private static Caller CallerOf(NpgsqlDataReader row, SessionKey session)
    {
        var user = Read<UserInfoView>(row.GetString(0));
        var opened = new SessionOpened(new(user.UserId), session, null, "", Enum.Parse<SessionKind>(row.GetString(3)))
        {
            SecondFactorConfirmed = row.GetBoolean(4),
            ApiKey = row.IsDBNull(5) ? null : row.GetString(5),
        };
        return Caller.Of(user, row.GetInt64(1), opened, row.IsDBNull(6) ? null : Read<UserApiKeyEntry>(row.GetString(6)).Permissions);
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, StoredEvents.Json)!;

    /// <summary>The call goes on without it. One at a time for a session: the key is taken before the work begins, and given back at its end.</summary>
    private void TouchLater(SessionKey session)
    {
        var touched = new TaskCompletionSource();
        if (touching.TryAdd(session, touched.Task))
            _ = TouchAsync(session, touched);
    }

    private async Task TouchAsync(SessionKey session, TaskCompletionSource touched)
    {
        try
        {
            await Task.Yield();
            await using var command = database.Source.Command(Touch, P(session.Hash));
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception wrong)
        {
            NotTouched(wrong);
        }
        finally
        {
            touching.TryRemove(session, out _);
            touched.SetResult();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "A session's activity was not written; the next activity will be.")]
    private partial void NotTouched(Exception wrong);
}

/// <summary>What differs from venue to venue about sessions.</summary>
/// <param name="BindAddress">Whether a session is good only from the address it was opened from.</param>
public sealed record SessionSettings(bool BindAddress = true);
