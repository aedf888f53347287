using Npgsql;

namespace UserDomain.Postgres;

/// <summary>Whether the database answers now, without waiting for it to come back.</summary>
public sealed class DatabaseHealth(Database database)
{
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.Source.Command("select 1");
            return await command.ExecuteScalarAsync(cancellationToken) is 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
