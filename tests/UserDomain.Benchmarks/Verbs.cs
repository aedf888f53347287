using System.Diagnostics;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Host;

namespace UserDomain.Benchmarks;

/// <summary>How long a verb took, from its process's start to its end, the most memory that it had resident, and what it printed.</summary>
internal sealed record Verb(string Name, double Seconds, long PeakMegabytes, string Printed, int ExitCode)
{
    /// <summary>Itself.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public Verb MustBeDone() => ExitCode == 0 ? this : throw new InvalidOperationException($"{Name} ended with {ExitCode}: {Printed}");
}

/// <summary>Verbs of the command line in processes of their own, on a data folder.</summary>
internal sealed class Verbs(string data)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public async Task<Verb> RunAsync(params string[] arguments) => (await TryAsync(isPrinted: true, arguments)).MustBeDone();

    /// <param name="isPrinted">Whether what it prints is kept; a whole record is not.</param>
    public async Task<Verb> TryAsync(bool isPrinted, params string[] arguments)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Start(data, arguments);
        using var printed = new MemoryStream();
        var read = process.StandardOutput.BaseStream.CopyToAsync(isPrinted ? printed : Stream.Null);
        var peak = 0L;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, ServerProcesses.PeakOf(process.Id));
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(LookEvery));
        }

        await read;
        return new(string.Join(' ', arguments.Take(2)), Stopwatch.GetElapsedTime(began).TotalSeconds, peak, System.Text.Encoding.UTF8.GetString(printed.ToArray()), process.ExitCode);
    }

    /// <summary>The host's own program, with its standard output in our hands.</summary>
    public static Process Start(string data, IReadOnlyList<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(UserDomainHost).Assembly.Location, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in environment.Append(("USERDOMAIN_DATA", data)))
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
