using System.Security.Cryptography;
using Npgsql;
using UserDomain.Postgres.SignIn;
using UserDomain.SignIn;

namespace UserDomain.Postgres;

/// <summary>What is true of a database as a whole: by which keys its secrets are sealed, and whether its first password was shown.</summary>
public sealed class Installation(Database database)
{
    private const string Sweep = "delete from userdomain.sessions where last_activity < now() - interval '2 hours'";
    private const string SelectSample = "select sealed_sample from userdomain.installation";
    private const string SetSample = "update userdomain.installation set sealed_sample = $1 where sealed_sample is null";
    private const string SelectSettled = "select first_password_settled_at is not null from userdomain.installation for update";
    private const string Settle = "update userdomain.installation set first_password_settled_at = now()";

    /// <summary>Takes out sessions that are long over.</summary>
    public async Task SweepSessionsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Source.Command(Sweep);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Makes sure that what other hosts sealed can be opened here.</summary>
    /// <exception cref="PostgresSetupException">It cannot.</exception>
    public async Task CheckKeysAsync(ISecretBox box, CancellationToken cancellationToken)
    {
        await using (var set = database.Source.Command(SetSample, P(box.Seal(SealedAs.Sample, Tokens.New()))))
            await set.ExecuteNonQueryAsync(cancellationToken);

        await using var select = database.Source.Command(SelectSample);
        try
        {
            box.Open(SealedAs.Sample, (byte[])(await select.ExecuteScalarAsync(cancellationToken))!);
        }
        catch (CryptographicException wrong)
        {
            throw new PostgresSetupException(
                "Secrets in this database are sealed with keys that this host does not have. Let USERDOMAIN_KEYS name the folder of the host that sealed them.", wrong);
        }
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
