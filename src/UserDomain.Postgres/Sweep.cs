namespace UserDomain.Postgres;

/// <summary>Takes out what need not be remembered any more: nonces, sessions that are long over, names that are nobody's, answers that are good no more.</summary>
public sealed class Sweep(Database database)
{
    /// <summary>How many rows go at a time, so that no statement holds many.</summary>
    public const int Batch = 1000;

    /// <summary>How many names that are nobody's are remembered.</summary>
    public const int Strangers = 100_000;

    /// <summary>Each takes out one batch. Rows that another host is taking out are left to it.</summary>
    private static readonly string[] Statements =
    [
        """
        delete from userdomain.api_nonces n
        using (select api_key, nonce_hash from userdomain.api_nonces where seen_at < now() - interval '5 minutes'
               order by seen_at limit $1 for update skip locked) old
        where n.api_key = old.api_key and n.nonce_hash = old.nonce_hash
        """,
        """
        delete from userdomain.sessions s
        using (select key from userdomain.sessions
               where last_activity < now() - interval '2 hours' or (kind = 'Pending' and opened_at < now() - interval '1 hour')
               limit $1 for update skip locked) old
        where s.key = old.key
        """,
        """
        delete from userdomain.strangers s
        using (select name_hash from userdomain.strangers
               where last_at < now() - case when verifier is null then interval '30 days' else interval '1 year' end
               order by last_at limit $1 for update skip locked) old
        where s.name_hash = old.name_hash
        """,
        $"""
        delete from userdomain.strangers s
        using (select name_hash from userdomain.strangers
               order by last_at limit least($1, greatest(0, (select count(*) from userdomain.strangers) - {Strangers}))
               for update skip locked) old
        where s.name_hash = old.name_hash
        """,
        """
        delete from userdomain.kept_answers a
        using (select key from userdomain.kept_answers where kept_at < now() - interval '24 hours'
               order by kept_at limit $1 for update skip locked) old
        where a.key = old.key
        """,
    ];

    /// <summary>Takes out all of it, a batch at a time.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var statement in Statements)
        {
            int swept;
            do
            {
                await using var command = database.Source.Command(statement, P(Batch));
                swept = await command.ExecuteNonQueryAsync(cancellationToken);
            }
            while (swept == Batch);
        }
    }
}
