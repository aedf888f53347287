namespace UserDomain.Postgres.SignIn;

/// <summary>Takes out nonces that need not be remembered any more: as long as one is, it is refused.</summary>
public sealed class NonceSweep(Database database)
{
    /// <summary>How many go at a time, so that no statement holds many rows.</summary>
    public const int Batch = 1000;

    /// <summary>Those that another host is taking out are left to it.</summary>
    private const string Sweep = """
        delete from userdomain.api_nonces n
        using (select api_key, nonce_hash from userdomain.api_nonces where seen_at < now() - interval '5 minutes'
               order by seen_at limit $1 for update skip locked) old
        where n.api_key = old.api_key and n.nonce_hash = old.nonce_hash
        """;

    /// <summary>Takes out one batch.</summary>
    /// <returns>How many it was; a full batch may leave more.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Source.Command(Sweep, P(Batch));
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
