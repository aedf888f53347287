using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using UserDomain.Postgres;
using UserDomain.Postgres.Record;

namespace UserDomain.Host.Cli;

/// <summary><c>audit seal | head | verify | prove | check</c>: the record that can be proved. All work beside running hosts; <c>check</c> works without any.</summary>
internal static class AuditRecordCommands
{
    public static Command CreateSeal()
    {
        var command = new Command("seal", "Seals now what was recorded since the last seal; hosts that run do so every few seconds.");
        command.Works(async (job, _, cancellationToken) =>
        {
            await job.AssertNoOtherProgramAsync(cancellationToken);
            var sealer = job.Services.GetRequiredService<Sealer>();
            var events = await job.Report.ProgressAsync("Events", null, progress => sealer.SealAsync(patient: true, progress, cancellationToken));
            var head = await sealer.HeadAsync(cancellationToken);
            await job.Report.ShowAsync(new { Events = events, Head = head }, console =>
                console.WriteLine(head is null ? "There is nothing to seal." : $"Sealed {events} events. The newest seal is number {head.Number}."));
        });
        return command;
    }

    public static Command CreateHead()
    {
        var command = new Command("head", "Prints the newest link of the chain as one line of JSON, to be kept where nobody who can reach the database can.");
        command.Works(async (job, _, cancellationToken) =>
        {
            var head = await job.Services.GetRequiredService<Sealer>().HeadAsync(cancellationToken) ?? throw new JobException("Nothing is sealed yet.");
            await job.Report.Output.WriteLineAsync(JsonSerializer.Serialize(head).AsMemory(), cancellationToken);
        });
        return command;
    }

    public static Command CreateVerify()
    {
        var head = HeadFile("A head from before: tells whether the chain was cut or made anew since.");
        var command = new Command("verify", "Recomputes the whole record from its events and names what was edited, deleted, put in or reordered.") { head };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            var verifier = job.Services.GetRequiredService<Verifier>();
            var kept = await ReadAsync(parsed.GetValue(head), cancellationToken);
            var verified = await job.Report.ProgressAsync("Places", await verifier.ReachedAsync(cancellationToken), progress =>
                verifier.RunAsync(kept, progress, cancellationToken));
            await job.Report.ShowAsync(verified, console => Show(console, verified, kept));
            return verified.Wrong == 0 ? Exit.Done : Exit.Found;
        });
        return command;
    }

    public static Command CreateProve()
    {
        var named = new Argument<string>("event") { Description = "The event's place in the order of events, or its id." };
        var head = HeadFile("The head that it is proved under; without it, the newest.");
        var command = new Command("prove", "Prints a proof that one event stood at its place in the record. It is as long as a letter, however many events there are.") { named, head };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            var under = await ReadAsync(parsed.GetValue(head), cancellationToken);
            var proof = await job.Services.GetRequiredService<Prover>().RunAsync(parsed.GetRequiredValue(named), under, cancellationToken);
            await using var output = new StandardOutput();
            await output.WriteAsync(proof, cancellationToken);
        });
        return command;
    }

    public static Command CreateCheck()
    {
        var file = new Argument<FileInfo>("proof") { Description = "What `audit prove` has printed." };
        var head = HeadFile("The head that it must prove the event under; without it, compare the one that is shown.");
        var command = new Command("check", "Checks a proof. It needs no database and no settings.") { file, head };
        command.Does(async (parsed, cancellationToken) =>
        {
            var report = new Report(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue(Jobs.Json));
            var kept = await ReadAsync(parsed.GetValue(head), cancellationToken);
            var proved = Proved.Check(await BytesAsync(parsed.GetRequiredValue(file), cancellationToken));
            if (proved is null || (kept is not null && kept != proved.Head))
            {
                await report.SayAsync(proved is null
                    ? "It proves nothing: it is no proof, or was changed."
                    : $"It proves nothing under that head, of seal {kept!.Number}: it goes up to seal {proved.Head.Number}, link {proved.Head.Link}.");
                return Exit.Found;
            }

            using var shown = JsonDocument.Parse(proved.Event);
            await report.ShowAsync(new { Event = shown.RootElement, proved.Head }, console => Show(console, proved, shown.RootElement, kept is not null));
            return Exit.Done;
        });
        return command;
    }

    private static void Show(IAnsiConsole console, Verified verified, Head? kept)
    {
        console.WriteLine($"{verified.Sealed} events are as they were sealed, up to seal {verified.Seals}; {verified.Unsealed} came after it.");
        if (verified.Wrong == 0)
        {
            console.WriteLine(kept is null ? "Nothing was touched. Compare with a head kept elsewhere (--head) to know that no tail was cut." : "Nothing was touched, and nothing was cut.");
            return;
        }

        console.WriteLine($"WRONG: {verified.Wrong}. First: {Report.Visible(verified.Findings[0].ToString())}");
        foreach (var finding in verified.Findings.Skip(1).Take(19))
            console.WriteLine($"  {Report.Visible(finding.ToString())}");
        if (verified.Wrong > 20)
            console.WriteLine($"  and {verified.Wrong - Math.Min(20, verified.Findings.Count)} more");
    }

    private static void Show(IAnsiConsole console, Proved proved, JsonElement shown, bool isKept)
    {
        foreach (var member in shown.EnumerateObject())
            console.WriteLine($"{member.Name,-14} {Report.Visible(member.Value.ToString())}");
        console.WriteLine($"stood there under seal {proved.Head.Number}, link {proved.Head.Link}{(isKept ? ", the head that you keep." : ". Compare it with one that you keep.")}");
    }

    private static Option<FileInfo?> HeadFile(string description) =>
        new("--head") { Description = $"A file with what `audit head` has printed; its last line counts. {description}" };

    private static async Task<Head?> ReadAsync(FileInfo? file, CancellationToken cancellationToken) =>
        file is null ? null : await Head.ReadAsync(file.FullName, cancellationToken);

    private static async Task<byte[]> BytesAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(file.FullName, cancellationToken);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new JobException($"{file} cannot be read: {wrong.Message}", wrong);
        }
    }
}
