using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Postgres;

/// <summary>Ids from the database's sequences.</summary>
internal sealed class PostgresIds(Database database, Reconnecting reconnecting) : IIds
{
    private const string NextUser = "select nextval('userdomain.user_ids')";

    /// <summary>Nothing comes back where the number was named by a caller before; then the next one is tried.</summary>
    private const string NextAccount = """
        insert into userdomain.accounts (id) values (nextval('userdomain.account_ids')) on conflict do nothing returning id
        """;

    public async ValueTask<UserId> NextUserAsync(CancellationToken cancellationToken) =>
        new(await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(NextUser);
            return (long)(await command.ExecuteScalarAsync(token))!;
        }, cancellationToken));

    public async ValueTask<long> NextAccountAsync(CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            while (true)
            {
                await using var command = database.Source.Command(NextAccount);
                if (await command.ExecuteScalarAsync(token) is long account)
                    return account;
            }
        }, cancellationToken);
}
