using System.CommandLine;
using Microsoft.Win32.SafeHandles;
using UserDomain.Benchmarks.Figures;
using UserDomain.Benchmarks.Loads;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Benchmarks.Micro;
using UserDomain.Benchmarks.Trials;

namespace UserDomain.Benchmarks;

/// <summary>What <c>build/bench.sh</c> takes. Verbs that are not shown are parts of others, in processes of their own.</summary>
internal static class BenchCommands
{
    private const int Stopped = 130;

    private static readonly Option<bool> Quick = new("--quick") { Description = "All in under five minutes: little of everything, and rough.", Recursive = true };
    private static readonly Option<int?> Seconds = new("--seconds") { Description = "How long a sample takes, or a soak.", Recursive = true };
    private static readonly Option<int?> Rounds = new("--rounds") { Description = "How many rounds, or kills of each kind.", Recursive = true };
    private static readonly Option<int?> Users = new("--users") { Description = "At most so many users.", Recursive = true };

    public static RootCommand Create()
    {
        var names = new Argument<string[]>("name")
        {
            Description = $"Figures, or the beginnings of their names up to a dot; none is all: {string.Join(' ', Catalogue.All.Select(figure => figure.Name))}",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var root = new RootCommand("Each figure against its floor, in turns, on the same server.")
        {
            names, Quick, Seconds, Rounds, Users, List(), Even(), CreateSoak(), CreateKills(), CreateMicro(),
            CreateAppendLoad(), CreateBareEndpoint(),
            CreateApart(SocketLoad.Verb, (host, time, users) => new SocketLoad(host, time, users).RunAsync(Apart.GivenToken)),
            CreateApart(MixLoad.Verb, RunMixAsync),
        };
#if MARTEN
        root.Add(Does(new("marten", "Appends, queries and a rebuild on Marten, against the same on the default engine."), (parsed, output) => EngineFigures.RunAsync(PlanOf(parsed), output)));
#endif
        Does(root, (parsed, output) => MeasureAsync(PlanOf(parsed), parsed.GetValue(names) ?? [], output));
        return root;
    }

    private static async Task<bool> MeasureAsync(Plan plan, string[] names, TextWriter output)
    {
        if (names.FirstOrDefault(name => !Catalogue.All.Any(figure => figure.IsMeant([name]))) is not { } unknown)
            return await Catalogue.RunAsync(plan, names, output);
        await output.WriteLineAsync($"There is no figure {unknown}; 'list' shows them.");
        return false;
    }

    private static Plan PlanOf(ParseResult parsed) => new(parsed.GetValue(Quick), parsed.GetValue(Seconds), parsed.GetValue(Rounds), parsed.GetValue(Users));

    private static Command List() => Does(new("list", "What each figure is, and against what."), async (_, output) =>
    {
        foreach (var figure in Catalogue.All)
            await output.WriteLineAsync($"{figure.Name,-16}{figure.What}");
        return true;
    });

    private static Command Even() => Does(new("even", "Whether answers tell by their time who exists."), async (_, output) =>
    {
        await Evenness.RunAsync(output);
        return true;
    });

    private static Command CreateSoak() => Does(
        new("soak", "append.256 for ten minutes: memory, latency and errors by windows; then whether all that was acknowledged is there."),
        (parsed, output) => Soak.RunAsync(PlanOf(parsed), parsed.GetValue(Seconds) ?? 600, output));

    private static Command CreateKills() => Does(
        new("kills", "kill -9 of the host and of PostgreSQL under append.256, ten times each: whether all that was acknowledged is there, and none twice."),
        (parsed, output) => Kills.RunAsync(PlanOf(parsed), parsed.GetValue(Rounds) ?? 10, output));

    private static Command CreateMicro() => Does(
        new("micro", "Single parts by BenchmarkDotNet: the pipeline on a store in memory, a fold, stored JSON."), (_, _) => Task.FromResult(MicroBenchmarks.Run()));

    private static Command CreateAppendLoad()
    {
        var (data, callers, run, every, ledger, tells) = (
            new Option<string>("--data") { Required = true }, new Option<int>("--callers") { DefaultValueFactory = _ => 256 }, new Option<string>("--run") { Required = true },
            new Option<int>("--every") { DefaultValueFactory = _ => 1 }, new Option<string?>("--ledger"), new Option<string?>("--tell"));
        var command = new Command(AppendApart.Verb) { data, callers, run, every, ledger, tells };
        command.Hidden = true;
        return Does(command, async (parsed, output) =>
        {
            var options = new AppendOptions(
                parsed.GetRequiredValue(data), parsed.GetValue(callers), parsed.GetValue(Users) ?? PlanOf(parsed).Users, parsed.GetRequiredValue(run),
                parsed.GetValue(Seconds) ?? 0, parsed.GetValue(every), parsed.GetValue(ledger), parsed.GetValue(tells));
            await AppendApart.RunAsync(options, Input(), output);
            return true;
        });
    }

    private static Command CreateBareEndpoint() => Does(new(BareEndpoint.Verb) { Hidden = true }, async (_, output) =>
    {
        await BareEndpoint.RunAsync(Input(), output);
        return true;
    });

    private static Command CreateApart(string verb, Func<Uri, TimeSpan, int, Task<Sample>> load)
    {
        var (host, seconds, users) = (new Argument<string>("host"), new Argument<double>("seconds"), new Argument<int>("users"));
        return Does(new(verb) { host, seconds, users }, async (parsed, output) =>
        {
            await Apart.PrintAsync(await load(new(parsed.GetRequiredValue(host)), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(users)), output);
            return true;
        }, isHidden: true);
    }

    private static async Task<Sample> RunMixAsync(Uri host, TimeSpan time, int users)
    {
        using var load = new MixLoad(host, time, Apart.GivenToken);
        return await load.RunAsync();
    }

    /// <summary>It ends with 0 if all is as it should be, and with 130 when it was stopped by a signal, with nothing left behind.</summary>
    private static Command Does(Command command, Func<ParseResult, TextWriter, Task<bool>> action, bool isHidden = false)
    {
        command.Hidden |= isHidden;
        command.SetAction(async (parsed, stopped) =>
        {
            var work = action(parsed, parsed.InvocationConfiguration.Output);
            await Task.WhenAny(work, Task.Delay(Timeout.InfiniteTimeSpan, stopped));
            if (work.IsCompleted)
                return await work ? 0 : 1;
            await Bench.DisposeAllAsync();
            return Stopped;
        });
        return command;
    }

    private static StreamReader Input() => new(new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0));
}
