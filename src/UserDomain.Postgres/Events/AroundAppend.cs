using Npgsql;
using NpgsqlTypes;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Retries;
using UserDomain.Postgres.SignIn;
using UserDomain.SignIn;

namespace UserDomain.Postgres.Events;

/// <summary>What belongs to an append besides its own events and views, whichever engine writes those: what it rests on, and what is kept apart.</summary>
internal static class AroundAppend
{
    private const string RefuseRepeat = "select userdomain.refuse_repeat($1, $2)";
    private const string AssertVersion = "select userdomain.assert_version($1, $2)";
    private const string NameAccounts = "insert into userdomain.accounts (id) select unnest($1) on conflict do nothing";

    /// <summary>Ahead of the gate: a duplicate is held there, before it holds anything itself.</summary>
    public static void AddAnswers(NpgsqlBatch batch, Append append, ISecretBox box)
    {
        foreach (var answer in append.Companions.OfType<AnswerKept>())
            PostgresKeptAnswers.Add(batch, answer, box);
    }

    /// <summary>Behind the gate, which holds the stream: that it was not stored by an earlier sending, and that other streams are where they were read, in an order that is always the same.</summary>
    public static void AddChecks(NpgsqlBatch batch, Append append, bool repeated)
    {
        if (repeated && append.ExpectedVersion is null)
            batch.Add(RefuseRepeat, P(append.Stream.Value), P(append.Events[0].Id));
        foreach (var other in append.Asserting.OrderBy(other => other.Stream.Value, StringComparer.Ordinal))
            AddAssertion(batch, other);
    }

    /// <summary>Ends the transaction where the stream is at another version, and holds it there where it is not.</summary>
    public static void AddAssertion(NpgsqlBatch batch, VersionOf expected) => batch.Add(AssertVersion, P(expected.Stream.Value), P((long?)expected.Version));

    /// <summary>The accounts that the events name, so that no new one is given that is somebody's.</summary>
    public static void AddAccounts(NpgsqlBatch batch, Append append)
    {
        if (AccountsIn(append.Events) is { Length: > 0 } accounts)
            batch.Add(NameAccounts, P(NpgsqlDbType.Bigint, accounts));
    }

    /// <summary>All that is kept apart, but for answers.</summary>
    public static void AddCompanions(NpgsqlBatch batch, Append append, ISecretBox box)
    {
        foreach (var companion in append.Companions.Where(companion => companion is not AnswerKept))
            CompanionRows.Add(batch, companion, box);
    }

    private static long[] AccountsIn(IReadOnlyList<NewEvent> events) =>
    [
        .. events.Select(e => e.Event switch
        {
            UserCreated created => created.AccountId,
            UserAccountAdded added => added.AccountId,
            _ => 0,
        }).Where(account => account > 0).Order(),
    ];
}
