using System.Security.Cryptography;
using UserDomain.SignIn;

namespace UserDomain.Postgres;

/// <summary>What is true of a database as a whole: by which keys its secrets are sealed, and whether its first password was shown.</summary>
public sealed class Installation(Database database)
{
    private const string Purpose = "sample";
    private const string Sweep = "delete from userdomain.sessions where last_activity < now() - interval '2 hours'";
    private const string SelectSample = "select sealed_sample from userdomain.installation";
    private const string SetSample = "update userdomain.installation set sealed_sample = $1 where sealed_sample is null";
    private const string SelectSettled = "select first_password_settled_at is not null from userdomain.installation";
    private const string Settle = "update userdomain.installation set first_password_settled_at = now() where first_password_settled_at is null";

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
        await using (var set = database.Source.Command(SetSample, P(box.Seal(Purpose, Tokens.New()))))
            await set.ExecuteNonQueryAsync(cancellationToken);

        await using var select = database.Source.Command(SelectSample);
        try
        {
            box.Open(Purpose, (byte[])(await select.ExecuteScalarAsync(cancellationToken))!);
        }
        catch (CryptographicException wrong)
        {
            throw new PostgresSetupException(
                "Secrets in this database are sealed with keys that this host does not have. Let USERDOMAIN_KEYS name the folder of the host that sealed them.", wrong);
        }
    }

    /// <summary>Whether whoever started the venue has its first password.</summary>
    public async Task<bool> IsFirstPasswordSettledAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Source.Command(SelectSettled);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>To be called when he has it, and not before: until then it is made anew at every start.</summary>
    public async Task SettleFirstPasswordAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Source.Command(Settle);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
