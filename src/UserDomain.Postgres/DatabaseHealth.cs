using Npgsql;

namespace UserDomain.Postgres;

/// <summary>Whether the database answers now, without waiting for it to come back.</summary>
public sealed class DatabaseHealth(Database database)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await using var command = database.Source.Command("select 1");
            return await command.ExecuteScalarAsync(patience.Token) is 1;
        }
        catch (Exception wrong) when (wrong is NpgsqlException or OperationCanceledException)
        {
            return false;
        }
    }
}
