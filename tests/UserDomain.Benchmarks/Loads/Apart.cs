using System.Text.Json;
using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Loads;

/// <summary>Loads that are processes of their own: they are told where to send, and print what they measured.</summary>
internal static class Apart
{
    private const string Token = "TOKEN";

    /// <summary>The operator's, of the session that the load was given.</summary>
    public static string GivenToken => Environment.GetEnvironmentVariable(Token)!;

    /// <summary>The verb of this program, with the host's address and how long.</summary>
    public static async Task<Sample> RunAsync(Bench bench, string verb, params IReadOnlyList<string> more)
    {
        var token = await bench.Load.SignInAsync("operator", Bench.Password);
        var meter = new UsageMeter(bench.Processes);
        var printed = await Programs.RunAsync(
            "dotnet", [(Token, token.Reveal())], Programs.Own([verb, bench.Host.Urls.Single(), $"{bench.Plan.Time.TotalSeconds}", $"{bench.Users}", .. more]));
        var sample = JsonSerializer.Deserialize<Sample>(printed)!;
        return sample with { Usage = meter.Stop(sample.Latency!.Count) };
    }

    public static Task PrintAsync(Sample sample, TextWriter output) => output.WriteLineAsync(JsonSerializer.Serialize(sample));
}
