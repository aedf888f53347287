using System.Net.Http.Headers;
using System.Text.Json;
using UserDomain.Benchmarks.Measuring;
using UserDomain.Config;

namespace UserDomain.Benchmarks.Loads;

/// <summary>Load over HTTP from a process of its own, by wrk over 64 connections that are kept open.</summary>
internal static class Wrk
{
    private const int Keys = 10;

    /// <summary>What Load/call.lua prints at its end; times in µs.</summary>
    private sealed record Printed(long Requests, double Seconds, double P50, double P99, double P999, double Max, long Errors);

    /// <summary>Commands of random users, each of which must have come to an event.</summary>
    public static Task<Sample> SetAsync(Bench bench) => EachAnEvent.MeasureAsync(bench, () => RunAsync(bench, bench.Host.Urls.Single(), nameof(SetUserConfig)));

    /// <summary>Questions about random users.</summary>
    public static Task<Sample> GetAsync(Bench bench) => RunAsync(bench, bench.Host.Urls.Single(), nameof(GetUserConfig));

    /// <summary>One question, so that it is known what the load, which looks at no answer, is given.</summary>
    /// <exception cref="InvalidOperationException">It is not answered with ten keys.</exception>
    public static async Task CheckAsync(Bench bench, string url, string call)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { { "APToken", (await bench.Load.SignInAsync("operator", Bench.Password)).Reveal() } } };
        using var asked = new StringContent("""{"UserId":2}""", MediaTypeHeaderValue.Parse("application/json"));
        using var answer = await http.PostAsync($"{url}/AP/{call}", asked);
        var text = await answer.Content.ReadAsStringAsync();
        if (JsonDocument.Parse(text).RootElement.GetArrayLength() != Keys)
            throw new InvalidOperationException($"{call} is not answered with {Keys} keys: {text}");
    }

    /// <param name="call">What stands behind <c>/AP/</c>.</param>
    public static async Task<Sample> RunAsync(Bench bench, string url, string call)
    {
        var token = await bench.Load.SignInAsync("operator", Bench.Password);
        var meter = new UsageMeter(bench.Processes);
        var printed = await Programs.RunAsync("wrk", [("TOKEN", token.Reveal()), ("CALL", call), ("USERS", $"{bench.Users}")],
            "-t2", "-c64", $"-d{bench.Plan.Time.TotalSeconds}s", "-s", Programs.At("Load/call.lua"), url);
        var told = JsonSerializer.Deserialize<Printed>(printed.Split('\n').Single(line => line.StartsWith('{')))!;
        var latency = new Latency(told.Requests, told.P50 / 1000, told.P99 / 1000, told.P999 / 1000, told.Max / 1000);
        return new(told.Requests / told.Seconds, latency, meter.Stop(told.Requests), told.Errors);
    }
}
