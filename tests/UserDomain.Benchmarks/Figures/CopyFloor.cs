using System.Diagnostics;

namespace UserDomain.Benchmarks.Figures;

/// <summary>What PostgreSQL alone takes for the same bytes: events out by COPY, rows in by COPY into empty tables, then their indexes.</summary>
internal static class CopyFloor
{
    private const string SelectViews = "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname like 'mt\\_doc\\_%'";

    private const string SelectIndexes = "select replace(indexdef, ' ON public.', ' ON floor.') from pg_indexes where schemaname = 'public' and tablename = $1";

    public static Task<IReadOnlyList<string>> ViewsAsync(Bench bench) => bench.ListAsync(SelectViews);

    /// <summary>All events, to a client that throws them away.</summary>
    public static Task<TimeSpan> OutAsync(Bench bench) => TimeAsync(bench, "-o", "/dev/null", "-c", "copy mt_events to stdout (format binary)");

    /// <summary>The rows that the tables have now, each into an empty one like it.</summary>
    public static async Task<TimeSpan> InAsync(Bench bench, IReadOnlyList<string> tables)
    {
        var writing = TimeSpan.Zero;
        await bench.ExecuteAsync("create schema if not exists floor");
        foreach (var table in tables)
        {
            var file = Path.Combine(bench.Data, $"{table}.copy");
            await bench.ExecuteAsync($"drop table if exists floor.{table}; create table floor.{table} (like public.{table} including defaults)");
            await bench.PsqlAsync("-c", $"\\copy public.{table} to '{file}' (format binary)");
            writing += await TimeAsync(bench, "-c", $"\\copy floor.{table} from '{file}' (format binary)");
            foreach (var index in await bench.ListAsync(SelectIndexes, table))
                writing += await TimeAsync(bench, "-c", index);
            await bench.ExecuteAsync($"drop table floor.{table}");
            File.Delete(file);
        }

        return writing;
    }

    private static async Task<TimeSpan> TimeAsync(Bench bench, params string[] arguments)
    {
        var began = Stopwatch.GetTimestamp();
        await bench.PsqlAsync(arguments);
        return Stopwatch.GetElapsedTime(began);
    }
}
