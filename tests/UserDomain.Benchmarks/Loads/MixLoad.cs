using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Loads;

/// <summary>
/// What a venue's desk does, over 64 connections: makes a user without a password, changes his info, sets a key of his configuration and asks for
/// his info; each waits for the one before. The rate is that of whole rounds; latencies are those of single calls.
/// </summary>
internal sealed class MixLoad(Uri host, TimeSpan time, string token) : IDisposable
{
    public const string Verb = "mix-load";

    private const int Connections = 64;

    private readonly string run = Guid.CreateVersion7().ToString("N")[..12];
    private readonly Histogram histogram = new();
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseCookies = false, AllowAutoRedirect = false })
    {
        BaseAddress = new(host, "/AP/"),
        DefaultRequestHeaders = { { "APToken", token } },
    };

    private long rounds;
    private long errors;

    /// <summary>From a process of its own.</summary>
    public static Task<Sample> RunApartAsync(Bench bench) => Apart.RunAsync(bench, Verb);

    public async Task<Sample> RunAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(connection => RunAsync(connection, began)));
        return new(rounds / Stopwatch.GetElapsedTime(began).TotalSeconds, histogram.Take(), Errors: errors);
    }

    public void Dispose() => http.Dispose();

    private async Task RunAsync(int connection, long began)
    {
        for (var n = 0; Stopwatch.GetElapsedTime(began) < time; n++)
        {
            var name = $"desk-{run}-{connection}-{n}";
            await SendAsync("CreateUser", $$"""{"userInfo":{"userName":"{{name}}","email":"{{name}}@example.org","emailVerified":true} }""");
            await SendAsync("SetUserInfo", $$"""{"userName":"{{name}}","use2FA":true}""");
            await SendAsync("SetUserConfig", $$"""{"userName":"{{name}}","config":[{"Key":"Street","Value":"Hillside Road {{n}}"}]}""");
            await SendAsync("GetUserInfo", $$"""{"userName":"{{name}}"}""");
            Interlocked.Increment(ref rounds);
        }
    }

    private async Task SendAsync(string call, string payload)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(payload)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var began = Stopwatch.GetTimestamp();
        using var answer = await http.PostAsync(call, content);
        var text = await answer.Content.ReadAsStringAsync();
        histogram.Record(began);
        if (!answer.IsSuccessStatusCode || text.Contains("\"result\":false", StringComparison.Ordinal))
            Interlocked.Increment(ref errors);
    }
}
