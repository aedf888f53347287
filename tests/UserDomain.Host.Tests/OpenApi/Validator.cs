using System.Diagnostics;
using System.Runtime.InteropServices;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.OpenApi;

/// <summary>A validator of OpenAPI documents that is not the library that writes them: Redocly's, from npm, at the versions of its lock file.</summary>
internal static class Validator
{
    private static readonly string Source = Path.Combine(Repository.Root, "tests", "UserDomain.Host.Tests", "OpenApi", "validator");
    private static readonly string Home = Path.Combine(Repository.Root, "artifacts", "openapi-validator");
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    /// <summary>Playwright's own, so that it does not matter how old the machine's is.</summary>
    internal static string Node => Path.Combine(AppContext.BaseDirectory, ".playwright", "node", $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}", "node");

    /// <returns>What is wrong, a line each.</returns>
    public static async Task<string> ProblemsOfAsync(string document)
    {
        await Installed.Value;
        return await RunAsync(Node, ["validate.mjs"], document);
    }

    private static async Task InstallAsync()
    {
        Directory.CreateDirectory(Home);
        foreach (var file in Directory.EnumerateFiles(Source))
            File.Copy(file, Path.Combine(Home, Path.GetFileName(file)), overwrite: true);
        await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], "");
    }

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Home,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, "{0} runs; it said: {1}", program, await errors);
        return await output;
    }
}
