using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Postgres.Mail;
using UserDomain.SignIn;

namespace UserDomain.Postgres.SignIn;

/// <summary>What an append writes beside events and views: verifiers, codes, secrets, sessions, letters, stops of views.</summary>
internal static class CompanionRows
{
    private const string SetVerifier = """
        insert into userdomain.verifiers (user_id, verifier) values ($1, $2)
        on conflict (user_id) do update set verifier = excluded.verifier, changed_at = transaction_timestamp()
        """;

    private const string SetCode = """
        insert into userdomain.email_codes (user_id, code, issued_at) values ($1, $2, $3)
        on conflict (user_id) do update set code = excluded.code, issued_at = excluded.issued_at
        """;

    private const string ClearCode = "delete from userdomain.email_codes where user_id = $1";

    private const string SetResetCode = """
        insert into userdomain.reset_codes (user_id, code_hash, issued_at) values ($1, $2, $3)
        on conflict (user_id) do update set code_hash = excluded.code_hash, issued_at = excluded.issued_at
        """;

    private const string ClearResetCode = "delete from userdomain.reset_codes where user_id = $1";

    private const string SetTwoFactorSecret = """
        insert into userdomain.two_factor_secrets (user_id, secret) values ($1, $2)
        on conflict (user_id) do update set secret = excluded.secret, last_step = 0, last_use = null, wrong_codes = 0, issued_at = transaction_timestamp()
        """;

    private const string ClearTwoFactorSecret = "delete from userdomain.two_factor_secrets where user_id = $1";

    private const string UnconfirmSessions = "update userdomain.sessions set second_factor = false, disabling_since = null where user_id = $1";

    private const string SetApiKeySecret = "insert into userdomain.api_key_secrets (api_key, user_id, secret) values ($1, $2, $3)";

    private const string ClearApiKeySecret = "delete from userdomain.api_key_secrets where api_key = $1";

    private const string EndSessionsOfKey = "delete from userdomain.sessions where api_key = $1";

    private const string SetRestKey = """
        insert into userdomain.rest_keys (user_id, key_hash) values ($1, $2)
        on conflict (user_id) do update set key_hash = excluded.key_hash, generated_at = transaction_timestamp()
        """;

    private const string ClearRestKey = "delete from userdomain.rest_keys where user_id = $1";

    private const string ClearViewStop = "delete from userdomain.view_stops where name = $1 and seq_id = $2";

    /// <summary>Without "on conflict": a repeated sign-in whose first sending commits late must fail as a whole.</summary>
    private const string OpenSession = """
        insert into userdomain.sessions (key, user_id, address, transport, kind, second_factor, api_key) values ($1, $2, $3, $4, $5, $6, $7)
        """;

    private const string EndPending = "select userdomain.end_pending($1, $2)";

    private const string EndSessions = "delete from userdomain.sessions where user_id = $1 and key is distinct from $2 and not ($3 and second_factor)";

    /// <summary>One that is pending is no session: it gives way to one, and never becomes one.</summary>
    public const string ConfirmSession = "update userdomain.sessions set kind = 'Open', second_factor = true, disabling_since = null where key = $1 and kind <> 'Pending'";

    public static void Add(NpgsqlBatch batch, Companion companion, ISecretBox box)
    {
        switch (companion)
        {
            case VerifierSet set:
                batch.Add(SetVerifier, P((long?)set.UserId.Value), P(set.Verifier.Reveal()));
                break;
            case EmailCodeSet set:
                batch.Add(SetCode, P((long?)set.UserId.Value), P(box.Seal(SealedAs.EmailCode, set.Code)), P(set.At));
                break;
            case EmailCodeCleared cleared:
                batch.Add(ClearCode, P((long?)cleared.UserId.Value));
                break;
            case ResetCodeSet set:
                batch.Add(SetResetCode, P((long?)set.UserId.Value), P(set.CodeHash), P(set.At));
                break;
            case ResetCodeCleared cleared:
                batch.Add(ClearResetCode, P((long?)cleared.UserId.Value));
                break;
            case TwoFactorSecretSet set:
                batch.Add(SetTwoFactorSecret, P((long?)set.UserId.Value), P(box.Seal(SealedAs.TwoFactorSecret, set.TwoFactorSecret)));
                break;
            case TwoFactorSecretCleared cleared:
                batch.Add(ClearTwoFactorSecret, P((long?)cleared.UserId.Value));
                batch.Add(UnconfirmSessions, P((long?)cleared.UserId.Value));
                break;
            case ApiKeySecretSet set:
                batch.Add(SetApiKeySecret, P(set.ApiKey), P((long?)set.UserId.Value), P(box.Seal(SealedAs.ApiKeySecret, set.ApiSecret)));
                break;
            case ApiKeySecretCleared cleared:
                batch.Add(ClearApiKeySecret, P(cleared.ApiKey));
                batch.Add(EndSessionsOfKey, P(cleared.ApiKey));
                break;
            case RestKeySet set:
                batch.Add(SetRestKey, P((long?)set.UserId.Value), P(set.Key.Hash));
                break;
            case RestKeyCleared cleared:
                batch.Add(ClearRestKey, P((long?)cleared.UserId.Value));
                break;
            case SessionOpened opened:
                if (opened.InPlaceOf is { } pending)
                    batch.Add(EndPending, P(pending.Hash), P(StreamId.OfUser(opened.UserId).Value));
                batch.Add(OpenSession,
                    P(opened.Session.Hash), P((long?)opened.UserId.Value), P(opened.Address), P(opened.Transport), P(opened.Kind.ToString()),
                    P(opened.SecondFactorConfirmed), P(opened.ApiKey));
                break;
            case SessionsEnded ended:
                batch.Add(EndSessions, P((long?)ended.UserId.Value), P(ended.Except?.Hash), P(ended.SparesConfirmed));
                break;
            case SessionConfirmed confirmed:
                batch.Add(ConfirmSession, P(confirmed.Session.Hash));
                break;
            case MailQueued queued:
                Outbox.Add(batch, queued.Letter, box);
                break;
            case ViewStopCleared cleared:
                batch.Add(ClearViewStop, P(cleared.View), P((long?)cleared.Event));
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"No rows are known for {companion.GetType().Name}.");
        }
    }
}
