using UserDomain.Calls;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Postgres.SignIn;

/// <summary>Password verifiers; <see cref="CompanionRows"/> writes them.</summary>
internal sealed class PostgresVerifiers(Database database, Reconnecting reconnecting) : IVerifiers
{
    private const string Select = "select verifier from userdomain.verifiers where user_id = $1";

    public async ValueTask<Secret?> FindAsync(UserId userId, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(Select, P((long?)userId.Value));
            return await command.ExecuteScalarAsync(token) is string verifier ? new Secret(verifier) : null;
        }, cancellationToken);
}

/// <summary>Codes that confirm addresses, sealed; <see cref="CompanionRows"/> writes them.</summary>
internal sealed class PostgresEmailCodes(Database database, Reconnecting reconnecting, ISecretBox box) : IEmailCodes
{
    /// <summary>What they are sealed as.</summary>
    public const string Purpose = "email-code";

    private const string Select = "select code from userdomain.email_codes where user_id = $1";

    public async ValueTask<Secret?> FindAsync(UserId userId, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(Select, P((long?)userId.Value));
            return await command.ExecuteScalarAsync(token) is byte[] code ? box.Open(Purpose, code) : null;
        }, cancellationToken);
}
