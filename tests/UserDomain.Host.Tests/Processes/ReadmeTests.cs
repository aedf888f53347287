using System.Diagnostics;
using System.Text.RegularExpressions;
using UserDomain.Host.Tests.OpenApi;
using UserDomain.Postgres.Tests;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Processes;

/// <summary>What the README prints works as printed: in one shell, from its first call on, against a host that runs.</summary>
public sealed partial class ReadmeTests
{
    private const string Here = "127.0.0.1:5080";
    private const string Letters = "cat .data/mail/*.eml";

    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public async Task Its_samples_work_as_printed()
    {
        await using var place = await DataPlace.UsedAsync();
        var host = await place.RunAsync();
        var home = Directory.CreateDirectory(TestFolder.New("reader")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(home, ".data"), place.Data);
        await File.WriteAllTextAsync(Path.Combine(home, "client.mjs"), At(host, Blocks("js").Single()));

        var printed = await ShellAsync(home, At(host, string.Join('\n', Samples)));

        printed.Should().Contain("""[{"Key":"Street","Value":"Hillside Road"},{"Key":"Suite Number","Value":"158"}]""")
            .And.Contain("\"userName\":\"jsmith\"")
            .And.Contain("Subject: Confirm your e-mail address")
            .And.Contain("\"userName\":\"operator\"", "the key's signature was right")
            .And.Contain("""{"success":true,"data":true}""")
            .And.Contain("\"login\":\"jsmith\"")
            .And.Contain("ETag: \"")
            .And.Contain("\"event\":\"user_created\"", "the trail").And.Contain("\"setWith\":\"CreateUser\"", "a key's history").And.Contain("\"SetWith\":\"CreateUser\"", "where a value comes from")
            .And.Contain("{\"activities\":[{")
            .And.Contain($"\"errorcode\":101,\"detail\":\"Version does not match\"}}\n{Answer.Success}\n{Answer.Success}\n");

        var frames = await ShellAsync(home, "node client.mjs");
        frames.Should().Contain("Authenticated: true").And.Contain("{ Key: 'Floor', Value: '3' }").And.Contain("{ Key: 'cellCarrier', Value: 'Verizon' }");
    }

    /// <summary>Those that make calls; the others start the host, or look into the database of one.</summary>
    private static IEnumerable<string> Samples =>
        Blocks("sh").Where(block => block.Contains("curl", StringComparison.Ordinal)).Select(block => block.Replace(
            Letters, $"until ls {Letters[4..]} >/dev/null 2>&1; do sleep 0.1; done\n{Letters}", StringComparison.Ordinal)); // the reader waits a second

    private static IEnumerable<string> Blocks(string language) =>
        Fences().Matches(Text).Where(fence => fence.Groups["language"].Value == language).Select(fence => fence.Groups["text"].Value);

    private static string At(HostProcess host, string text) => text.Replace(Here, host.Address.Authority, StringComparison.Ordinal);

    private static async Task<string> ShellAsync(string home, string script)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script]) { WorkingDirectory = home, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{Path.GetDirectoryName(Validator.Node)}:{start.Environment["PATH"]}";
        using var shell = Process.Start(start)!;
        var (printed, wrong) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        shell.ExitCode.Should().Be(0, "{0}{1}", await printed, await wrong);
        return await printed;
    }

    [GeneratedRegex("^```(?<language>\\w+)\n(?<text>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Fences();
}
