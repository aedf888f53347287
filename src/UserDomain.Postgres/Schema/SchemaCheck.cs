using Npgsql;

namespace UserDomain.Postgres.Schema;

/// <summary>Something that is otherwise in a database than this release makes it.</summary>
/// <param name="What">The table, column, index, right and so on.</param>
/// <param name="Here">How it is here; none where it is missing.</param>
/// <param name="Wanted">How this release makes it; none where it does not.</param>
public sealed record SchemaDeviation(string What, string? Here, string? Wanted);

/// <summary>
/// Compares what is in a database with what the schema files make. They are run for it, beside what is there, in a transaction that is rolled
/// back: schemas of that name are put aside in it, which nobody else sees. It takes a fraction of a second, and locks no table.
/// </summary>
public static class SchemaCheck
{
    private const string PutAside = """
        alter schema public rename to put_aside_public; alter schema userdomain rename to put_aside_userdomain;
        alter schema userdomain_next rename to put_aside_next; alter schema userdomain_previous rename to put_aside_previous;
        create schema public; grant usage on schema public to userdomain_run;
        """;

    private const string Step = "schema step";

    /// <returns>Each deviation, by what it is about; none where all is as it should be.</returns>
    public static async Task<IReadOnlyList<SchemaDeviation>> RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = await Database.ConnectAsync(connectionString, cancellationToken);
        var step = await Migrations.FindStepAsync(connection, cancellationToken);
        if (step != Migrations.Latest)
            return [new(Step, $"{step}", $"{Migrations.Latest}")];

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var here = await ReadAsync(connection, cancellationToken);
        await using (var command = new NpgsqlCommand(PutAside, connection))
            await command.ExecuteNonQueryAsync(cancellationToken);
        await Migrations.MakeAsync(connection, cancellationToken);
        var wanted = await ReadAsync(connection, cancellationToken);
        await transaction.RollbackAsync(cancellationToken);

        return
        [
            .. here.Keys.Union(wanted.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(what => new SchemaDeviation(what, here.GetValueOrDefault(what), wanted.GetValueOrDefault(what)))
                .Where(deviation => deviation.Here != deviation.Wanted),
        ];
    }

    private static async Task<Dictionary<string, string>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Migrations.Read("catalogue"), connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            found[reader.GetString(0)] = reader.IsDBNull(1) ? "" : reader.GetString(1);
        return found;
    }
}
