using System.Globalization;
using Npgsql;
using UserDomain.Postgres.Engines;

namespace UserDomain.Postgres.Record;

/// <summary>A store that nothing was ever written to, held by one transaction of its owner.</summary>
internal static class EmptyStore
{
    private static readonly string Written = string.Join(", ", [.. ExportForm.Tables.Select(table => table.Name), .. InlineViews.All.Select(view => view.Table.Name)]);

    private static readonly string Lock = $"set local lock_timeout = '10s'; lock table {Written} in access exclusive mode; set local lock_timeout = 0";

    // Also one whose order was only drawn from: readers may have gone on already.
    private const string IsEmpty = """
        select not (select is_called from mt_events_sequence) and not exists (select from mt_events) and not exists (select from mt_streams)
          and not exists (select from userdomain.seals) and not exists (select from userdomain.accounts)
        """;

    // Whoever was the first operator there is so here: none is made.
    private const string SettleFirstPassword = """
        update userdomain.installation set first_password_settled_at = coalesce(first_password_settled_at, now())
        where exists (select from mt_streams where id = 'user-1')
        """;

    // Who wrote them there is known to nobody here; this engine has written them here.
    private const string Adopt = $"""
        update userdomain.installation set adopted_up_to = (select case when is_called then last_value else 0 end from mt_events_sequence);
        insert into userdomain.engine_marks (number, engine, after_seq_id)
        select 1, '{Engine.Postgres}', 0 from mt_events_sequence where is_called and not exists (select from userdomain.engine_marks)
        """;

    /// <summary>Holds everybody off until the transaction ends; nobody has written anything by then.</summary>
    public static async Task HoldAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(connection, Lock, cancellationToken);
        }
        catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new BusyException("Somebody works on the store just now; nothing was changed.");
        }

        await using var ask = new NpgsqlCommand(IsEmpty, connection);
        if (!(bool)(await ask.ExecuteScalarAsync(cancellationToken))!)
            throw new JobException("The store is not empty, and an import goes only into one that nothing was ever written to: a new database, or a new data folder. Nothing was changed.");
    }

    /// <summary>Goes on giving numbers after those that were given.</summary>
    public static async Task SettleAsync(NpgsqlConnection connection, IReadOnlyList<long> lastGiven, CancellationToken cancellationToken)
    {
        foreach (var (sequence, last) in ExportForm.Sequences.Zip(lastGiven).Where(pair => pair.Second > 0))
            await ExecuteAsync(connection, Restart(sequence, last), cancellationToken);
        await ExecuteAsync(connection, SettleFirstPassword, cancellationToken);
        await ExecuteAsync(connection, Adopt, cancellationToken);
    }

    public static Task AnalyzeAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ExecuteAsync(connection, $"analyze {Written}", cancellationToken);

    /// <summary>A restart is undone with the transaction, as nothing else that is done to a sequence; the number drawn then makes it the last one given.</summary>
    private static string Restart(string sequence, long last) =>
        string.Create(CultureInfo.InvariantCulture, $"alter sequence {sequence} restart with {last}; select nextval('{sequence}')");

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
