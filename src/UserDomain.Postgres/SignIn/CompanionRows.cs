using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.SignIn;

namespace UserDomain.Postgres.SignIn;

/// <summary>What an append writes beside events and views: verifiers, codes, sessions.</summary>
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

    /// <summary>Without "on conflict": a repeated sign-in whose first sending commits late must fail as a whole.</summary>
    private const string OpenSession = "insert into userdomain.sessions (key, user_id, address, transport) values ($1, $2, $3, $4)";

    private const string EndSessions = "delete from userdomain.sessions where user_id = $1 and key is distinct from $2";

    public static void Add(NpgsqlBatch batch, Companion companion, ISecretBox box)
    {
        switch (companion)
        {
            case VerifierSet set:
                batch.Add(SetVerifier, P((long?)set.UserId.Value), P(set.Verifier.Reveal()));
                break;
            case EmailCodeSet set:
                batch.Add(SetCode, P((long?)set.UserId.Value), P(box.Seal(PostgresEmailCodes.Purpose, set.Code)), P(set.At));
                break;
            case EmailCodeCleared cleared:
                batch.Add(ClearCode, P((long?)cleared.UserId.Value));
                break;
            case SessionOpened opened:
                batch.Add(OpenSession, P(opened.Session.Hash), P((long?)opened.UserId.Value), P(opened.Address), P(opened.Transport));
                break;
            case SessionsEnded ended:
                batch.Add(EndSessions, P((long?)ended.UserId.Value), P(ended.Except?.Hash));
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"No rows are known for {companion.GetType().Name}.");
        }
    }
}
