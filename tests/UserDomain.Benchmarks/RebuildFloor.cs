using System.Diagnostics;
using Npgsql;

namespace UserDomain.Benchmarks;

/// <summary>What PostgreSQL alone takes for the same bytes: all events out by COPY, the rows of all views in by COPY into empty tables, then their indexes.</summary>
internal static class RebuildFloor
{
    private const string SelectTables = "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname like 'mt\\_doc\\_%'";

    private const string SelectIndexes = """
        select replace(indexdef, ' ON public.', ' ON floor.') from pg_indexes where schemaname = 'public' and tablename = $1
        """;

    public static async Task<(TimeSpan Out, TimeSpan In, TimeSpan Total)> MeasureAsync(Bench bench)
    {
        var reading = await TimeAsync(bench, "copy mt_events to stdout (format binary)");
        var writing = TimeSpan.Zero;
        foreach (var table in await ListAsync(bench, SelectTables))
        {
            var file = Path.Combine(bench.Data, $"{table}.copy");
            await ExecuteAsync(bench, $"create schema if not exists floor; drop table if exists floor.{table}; create table floor.{table} (like public.{table} including defaults)");
            await bench.RunAsync("psql", "-q", "-c", $"\\copy public.{table} to '{file}' (format binary)");
            writing += await TimeAsync(bench, $"\\copy floor.{table} from '{file}' (format binary)");
            foreach (var index in await ListAsync(bench, SelectIndexes, table))
                writing += await TimeAsync(bench, index);
            await ExecuteAsync(bench, $"drop table floor.{table}");
            File.Delete(file);
        }

        return (reading, writing, reading + writing);
    }

    private static async Task<TimeSpan> TimeAsync(Bench bench, string sql)
    {
        var started = Stopwatch.GetTimestamp();
        await bench.RunAsync("psql", sql.StartsWith("copy", StringComparison.Ordinal) ? ["-q", "-o", "/dev/null", "-c", sql] : ["-q", "-c", sql]);
        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task ExecuteAsync(Bench bench, string sql)
    {
        await using var connection = new NpgsqlConnection(bench.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<IReadOnlyList<string>> ListAsync(Bench bench, string sql, string? table = null)
    {
        await using var connection = new NpgsqlConnection(bench.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        if (table is not null)
            command.Parameters.Add(new() { Value = table });
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
