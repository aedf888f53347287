using System.Globalization;
using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Loads;

/// <summary>The floor of appends and reads: what PostgreSQL alone does, by pgbench.</summary>
internal static class Pgbench
{
    /// <param name="script"><c>append</c> or <c>read</c>.</param>
    public static async Task<Sample> RunAsync(Bench bench, string script, int clients)
    {
        var meter = new UsageMeter(bench.Processes);
        var printed = await Programs.RunAsync("pgbench", bench.Reaching(), "-n", "-M", "prepared", "-D", $"users={bench.Users}",
            "-f", Programs.At($"Floor/{script}.sql"), "-c", $"{clients}", "-j", "2", "-T", $"{bench.Plan.Time.TotalSeconds}");
        return new(Number(printed, "tps = "), null, meter.Stop(Number(printed, "actually processed: ")));
    }

    /// <summary>The number after a text.</summary>
    public static double Number(string printed, string after)
    {
        var at = printed.IndexOf(after, StringComparison.Ordinal);
        var text = at >= 0 ? printed[(at + after.Length)..].TrimStart() : throw new InvalidOperationException($"pgbench made no transaction in that time: {printed}");
        return double.Parse(text[..text.IndexOfAny([' ', '\n', '/'])], CultureInfo.InvariantCulture);
    }
}
