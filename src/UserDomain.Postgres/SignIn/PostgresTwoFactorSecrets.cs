using UserDomain.Calls;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Postgres.SignIn;

/// <summary>Secrets of second factors, sealed, and the last code that was taken; <see cref="CompanionRows"/> writes the secrets.</summary>
internal sealed class PostgresTwoFactorSecrets(Database database, Reconnecting reconnecting, ISecretBox box) : ITwoFactorSecrets
{
    private const string Select = "select secret from userdomain.two_factor_secrets where user_id = $1 and wrong_codes < $2";

    /// <summary>Taken by whom asks twice: the answer to the first may have been lost.</summary>
    private const string UseStep = """
        update userdomain.two_factor_secrets set last_step = $2, last_use = $3
        where user_id = $1 and (last_step < $2 or (last_step = $2 and last_use = $3))
        """;

    /// <summary>Not once a code was taken: then the secret may be confirmed, and must not become void.</summary>
    private const string CountWrong = "update userdomain.two_factor_secrets set wrong_codes = wrong_codes + 1 where user_id = $1 and last_step = 0";

    public async ValueTask<Secret?> FindAsync(UserId userId, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(Select, P((long?)userId.Value), P(ITwoFactorSecrets.WrongCodesToVoid));
            return await command.ExecuteScalarAsync(token) is byte[] secret ? box.Open(SealedAs.TwoFactorSecret, secret) : null;
        }, cancellationToken);

    public async ValueTask<bool> UseStepAsync(UserId userId, long timeStep, string use, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(UseStep, P((long?)userId.Value), P((long?)timeStep), P(use));
            return await command.ExecuteNonQueryAsync(token) > 0;
        }, cancellationToken);

    public async ValueTask CountWrongAsync(UserId userId, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(CountWrong, P((long?)userId.Value));
            return await command.ExecuteNonQueryAsync(token);
        }, cancellationToken);
}
