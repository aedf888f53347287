using System.Security.Cryptography;
using Npgsql;
using UserDomain.Postgres.Secrets;
using UserDomain.Postgres.SignIn;
using UserDomain.SignIn;

namespace UserDomain.Postgres;

/// <summary>What is true of a database as a whole: by which keys its secrets are sealed, and whether its first password was shown.</summary>
public sealed class Installation(Database database)
{
    private const string SelectSample = "select sealed_sample from userdomain.installation for update";
    private const string SetSample = "update userdomain.installation set sealed_sample = $1";
    private const string SelectSettled = "select first_password_settled_at is not null from userdomain.installation for update";
    private const string Settle = "update userdomain.installation set first_password_settled_at = now()";

    /// <summary>Makes sure that what other hosts sealed can be opened here, and that from now on a host with other keys is told so.</summary>
    /// <exception cref="PostgresSetupException">It cannot.</exception>
    public async Task CheckKeysAsync(ISecretBox box, CancellationToken cancellationToken)
    {
        var keys = new SecretKeys(database, box);
        await keys.NoteUnnotedAsync(cancellationToken);
        await keys.AssertAllAsync(cancellationToken);
        try
        {
            if (await SampleAsync(box, cancellationToken) is { } another)
                box.Open(SealedAs.Sample, another);
        }
        catch (CryptographicException wrong)
        {
            throw new PostgresSetupException(
                "Secrets in this database are sealed with keys that this host does not have. Let USERDOMAIN_KEYS name the folder of the host that sealed them.", wrong);
        }
    }

    /// <summary>What another host has sealed; none where this one is the first and has sealed it. Hosts take turns, or each of two could be the first.</summary>
    private async Task<byte[]?> SampleAsync(ISecretBox box, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var turn = await connection.BeginTransactionAsync(cancellationToken);
        await using var select = new NpgsqlCommand(SelectSample, connection);
        if (await select.ExecuteScalarAsync(cancellationToken) is byte[] another)
            return another;
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(SetSample, P(new NotingBox(batch, box).Seal(SealedAs.Sample, Tokens.New())));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await turn.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>
    /// Has whoever starts the venue given its first password, unless he has it. Until that has come to its end it is made anew at every
    /// start; hosts that start together take turns, or the last one's password would undo what another has shown.
    /// </summary>
    public async Task SettleFirstPasswordAsync(Func<Task> give, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var turn = await connection.BeginTransactionAsync(cancellationToken);
        await using var select = new NpgsqlCommand(SelectSettled, connection);
        if ((bool)(await select.ExecuteScalarAsync(cancellationToken))!)
            return;

        await give();
        await using var settle = new NpgsqlCommand(Settle, connection);
        await settle.ExecuteNonQueryAsync(cancellationToken);
        await turn.CommitAsync(cancellationToken);
    }
}
