using System.Diagnostics;

namespace UserDomain.Postgres.Embedded;

/// <summary>How a helper program ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>
/// Runs helper programs. None of them inherits the host's environment: it may hold secrets, and the server lives on with its own.
/// </summary>
internal static class Command
{
    private const string StandardPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const int TailLength = 2000;

    /// <summary>Runs a program to its end; one that is cancelled is killed with all its children.</summary>
    public static async Task<CommandResult> RunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        using var process = Start(words, redirect: true);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, Tail(await output), Tail(await errors));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public static Process Start(IReadOnlyList<string> words, bool redirect = false)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            WorkingDirectory = "/", // ours may be closed to the user that the program runs as
            RedirectStandardOutput = redirect,
            RedirectStandardError = redirect,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:{StandardPath}";
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new EmbeddedPostgresException(
                $"The program '{words[0]}' cannot be started ({e.Message}); it comes with util-linux or PostgreSQL.", e);
        }
    }

    /// <summary>The last words of a program, on one line.</summary>
    public static string Tail(string text)
    {
        var tail = text.Length > TailLength ? text[^TailLength..] : text;
        return string.Join(" | ", tail.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
