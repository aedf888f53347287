using UserDomain.Calls;
using UserDomain.EventSourcing;
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
    private const string Select = "select code from userdomain.email_codes where user_id = $1";

    public async ValueTask<Secret?> FindAsync(UserId userId, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(Select, P((long?)userId.Value));
            return await command.ExecuteScalarAsync(token) is byte[] code ? box.Open(SealedAs.EmailCode, code) : null;
        }, cancellationToken);
}

/// <summary>Hashes of codes that set new passwords; <see cref="CompanionRows"/> writes them.</summary>
internal sealed class PostgresResetCodes(Database database, Reconnecting reconnecting) : IResetCodes
{
    private const string Select = "select code_hash, issued_at from userdomain.reset_codes where user_id = $1";

    public async ValueTask<ResetCodeSet?> FindAsync(UserId userId, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(Select, P((long?)userId.Value));
            await using var reader = await command.ExecuteReaderAsync(token);
            return await reader.ReadAsync(token) ? new ResetCodeSet(userId, reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1)) : null;
        }, cancellationToken);
}
