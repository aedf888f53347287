using System.CommandLine;
using System.Globalization;
using UserDomain.Benchmarks;

// bench.sh even: whether answers tell by their time who exists. bench.sh [--seconds N] [--rounds N] [--users N] [NAME]: each figure against its floor, in alternating rounds of one run.
int Setting(string name, int otherwise) =>
    Array.IndexOf(args, $"--{name}") is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

if (args.Contains("even", StringComparer.Ordinal))
{
    await Evenness.RunAsync(new InvocationConfiguration().Output);
    return;
}

var (seconds, rounds, users) = (Setting("seconds", 6), Setting("rounds", 5), Setting("users", 100_000));
if (args.Contains("rebuild", StringComparer.Ordinal))
{
    await RebuildFigure.RunAsync(users, Setting("rounds", 1), new InvocationConfiguration().Output);
    return;
}

if (args.Contains("replay", StringComparer.Ordinal))
{
    await RecordFigures.RunAsync(users, rounds, new InvocationConfiguration().Output);
    return;
}

var name = args.LastOrDefault(argument => Figures.Names.Contains(argument));

await using var bench = await Bench.StartAsync(users, TimeSpan.FromSeconds(seconds));
await Figures.RunAsync(bench, rounds, name, new InvocationConfiguration().Output);
