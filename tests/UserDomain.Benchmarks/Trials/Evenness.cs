using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using UserDomain.Host;

namespace UserDomain.Benchmarks.Trials;

/// <summary>
/// Whether the time of an answer tells if there is such a user: the same calls over HTTP about users and about nobody, in turns. A rank
/// test says how surely the two could be told apart; within 2 they could not. Once with answers held back as they are by default, once not.
/// </summary>
internal static class Evenness
{
    private const int Tries = 200;
    private const string Password = "Correct-Horse-1";

    public static async Task RunAsync(TextWriter output)
    {
        var data = Directory.CreateTempSubdirectory("userdomain-bench-").FullName;
        try
        {
            await output.WriteLineAsync($"{"call",-16}{"held to",9}{"",4}{"about users: p10, p50, p90 ms",32}{"about nobody: p10, p50, p90 ms",34}{"rank z",9}");
            foreach (var held in new[] { new VenueSettings().EvenAnswersAfter, TimeSpan.Zero })
                await RunAsync(data, held, output);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task RunAsync(string data, TimeSpan held, TextWriter output)
    {
        var settings = new HostSettings
        {
            Urls = "http://127.0.0.1:0",
            Data = data,
            OperatorPassword = new(Password),
            LogCalls = false,
            Venue = new VenueSettings { EvenAnswersAfter = held },
        };
        await using var host = await UserDomainHost.StartAsync(settings, TextWriter.Null, default);
        using var http = new HttpClient { BaseAddress = new(host.Urls.Single()) };
        var run = $"{held.TotalMilliseconds:0}";
        await CreateUsersAsync(http, run);

        await MeasureAsync("sign-in", name => Post(http, "AuthenticateUser", new { UserName = name, Password = "Wrong-Password-1" }));
        await MeasureAsync("reset", name => Post(http, "ResetPassword", new { UserName = name }));
        await MeasureAsync("register", name => Post(http, "RegisterNewUser", new
        {
            UserInfo = new { UserName = $"new {name}", Email = $"{name}@example.org", PasswordHash = Password },
        }));

        async Task MeasureAsync(string call, Func<string, Task> send)
        {
            var (known, unknown) = (new double[Tries], new double[Tries]);
            for (var i = -20; i < Tries; i++) // the first ones warm up
            {
                var (user, nobody) = (await TimeAsync(() => send($"user-{run}-{i}")), await TimeAsync(() => send($"nobody-{run}-{i}")));
                if (i >= 0)
                    (known[i], unknown[i]) = (user, nobody);
            }

            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{call,-16}{run,6} ms{"",4}{Spread(known),32}{Spread(unknown),34}{RankZ(known, unknown),9:0.00}"));
        }
    }

    private static async Task CreateUsersAsync(HttpClient http, string run)
    {
        using var basic = new HttpRequestMessage(HttpMethod.Get, "/AP/Authenticate");
        basic.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"operator:{Password}")));
        using var signedIn = await http.SendAsync(basic);
        var token = (await signedIn.Content.ReadFromJsonAsync<Dictionary<string, object>>())!["SessionToken"].ToString()!;
        for (var i = -20; i < Tries; i++)
        {
            using var create = new HttpRequestMessage(HttpMethod.Post, "/AP/CreateUser");
            create.Headers.Add("APToken", token);
            create.Content = JsonContent.Create(new
            {
                userInfo = new { userName = $"user-{run}-{i}", email = $"user-{run}-{i}@example.org", passwordHash = Password, emailVerified = true },
            });
            using var created = await http.SendAsync(create);
            created.EnsureSuccessStatusCode();
        }
    }

    private static async Task Post(HttpClient http, string call, object payload)
    {
        using var answer = await http.PostAsJsonAsync($"/AP/{call}", payload);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }

    private static async Task<double> TimeAsync(Func<Task> send)
    {
        var started = Stopwatch.GetTimestamp();
        await send();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static string Spread(double[] times)
    {
        var sorted = times.Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{sorted[Tries / 10]:0.00}, {sorted[Tries / 2]:0.00}, {sorted[Tries * 9 / 10]:0.00}");
    }

    /// <summary>Mann and Whitney's test: how far the sum of ranks is from what chance would make it, in standard deviations.</summary>
    private static double RankZ(double[] one, double[] other)
    {
        var ranked = one.Select(time => (time, isOne: true)).Concat(other.Select(time => (time, isOne: false))).OrderBy(pair => pair.time).ToArray();
        var ranks = ranked.Select((pair, place) => pair.isOne ? place + 1.0 : 0).Sum();
        double n = one.Length, m = other.Length;
        return (ranks - (n * (n + m + 1) / 2)) / Math.Sqrt(n * m * (n + m + 1) / 12);
    }
}
