using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using UserDomain.Host.Tests.Processes;
using Xunit.Abstractions;

namespace UserDomain.Host.Tests.WebSockets;

/// <summary>Many sockets that do nothing, and many that ask for much and never read it: the host's memory stays bounded, and others are answered meanwhile.</summary>
public sealed class CrowdTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Idle = 2000;
    private const int Mute = 50;
    private const int Asks = 60;
    private const long MiB = 1024 * 1024;

    private TestVenue venue = null!;
    private HostProcess host = null!;

    public async Task InitializeAsync()
    {
        venue = await TestVenue.CreateAsync();
        host = await HostProcess.RunAsync(
            ("USERDOMAIN_POSTGRES", venue.ConnectionString), ("USERDOMAIN_KEYS", venue.Keys), ("USERDOMAIN_OPERATOR_PASSWORD", TestVenue.OperatorPassword));
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await venue.DisposeAsync();
    }

    [Fact]
    public async Task Two_thousand_idle_sockets_and_fifty_that_never_read_harm_nobody()
    {
        var token = await BigOperatorAsync();
        var alone = await LatenciesAsync(token);
        var before = Memory();

        var idle = await OpenAsync(Idle, _ => TestSocket.OpenAsync(host.Address, reads: false));
        var withIdle = Memory();
        var mute = await OpenAsync(Mute, _ => MuteAsync(token));
        var crowded = await LatenciesAsync(token);
        var after = Memory();

        output.WriteLine($"MiB: {before / MiB} before, {withIdle / MiB} with {Idle} idle, {after / MiB} with {Mute} that do not read, {Memory("VmHWM") / MiB} at most");
        output.WriteLine($"ms, median and highest of {alone.Count}: {Middle(alone):0.0} and {alone.Max():0.0} alone, {Middle(crowded):0.0} and {crowded.Max():0.0} in the crowd");
        (withIdle - before).Should().BeLessThan(Idle * 64 * 1024L, "an idle socket holds no buffers");
        (after - before).Should().BeLessThan(1024 * MiB, "they asked for three times as much");
        foreach (var socket in idle.Concat(mute))
            await socket.DisposeAsync();
    }

    /// <summary>The first operator, with a configuration of almost 1 MiB.</summary>
    private async Task<string> BigOperatorAsync()
    {
        var root = await host.SignInAsync("operator", TestVenue.OperatorPassword);
        for (var part = 0; part < 3; part++)
        {
            var pairs = Enumerable.Range(0, 80).Select(key => new { Key = $"{part} {key}", Value = new string('v', 4000) });
            (await root.PostAsync("SetUserConfig", JsonSerializer.Serialize(new { Config = pairs }))).MustSucceed();
        }

        return root.Token!;
    }

    private async Task<TestSocket> SignedInAsync(string token, bool reads)
    {
        var socket = await TestSocket.OpenAsync(host.Address, reads);
        await socket.SendAsync($$"""{"m":0,"i":1,"n":"WebAuthenticateUser","o":{"SessionToken":"{{token}}"} }""");
        return socket;
    }

    private async Task<TestSocket> MuteAsync(string token)
    {
        var socket = await SignedInAsync(token, reads: false);
        for (var one = 0; one < Asks; one++)
            await socket.SendAsync($$"""{"m":0,"i":{{one}},"n":"GetUserConfig","o":"{}"}""");
        return socket;
    }

    /// <summary>Eight sockets, each with 25 calls one after another, in milliseconds.</summary>
    private async Task<IReadOnlyList<double>> LatenciesAsync(string token)
    {
        var each = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var socket = await SignedInAsync(token, reads: true);
            var took = new List<double>();
            for (var one = 0; one < 25; one++)
            {
                var watch = Stopwatch.StartNew();
                (await socket.CallAsync("GetUserInfo")).MustHaveData();
                took.Add(watch.Elapsed.TotalMilliseconds);
            }

            return took;
        }));
        return [.. each.SelectMany(took => took)];
    }

    private static double Middle(IReadOnlyList<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<IReadOnlyList<TestSocket>> OpenAsync(int count, Func<int, Task<TestSocket>> open)
    {
        var opened = new List<TestSocket>();
        for (var at = 0; at < count; at += 50)
            opened.AddRange(await Task.WhenAll(Enumerable.Range(at, Math.Min(50, count - at)).Select(open)));
        return opened;
    }

    /// <summary>What the host's process has in memory, as the kernel counts.</summary>
    private long Memory(string figure = "VmRSS") => 1024 * long.Parse(
        File.ReadLines($"/proc/{host.Id}/status").First(line => line.StartsWith(figure, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
