using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UserDomain.Postgres.Projections;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Views;

/// <summary>What probes and metrics tell of views that follow the events.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task A_stopped_view_leaves_the_host_ready_and_shows_in_its_readiness_and_its_metrics()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await venue.StartHostAsync();
        await Eventually.HoldsAsync(async () => (await ViewsAsync(host)).Values.Count(view => view.State == "following") == ViewNames.Following.Count, "all follow");

        await venue.Database.PoisonAsync();
        await venue.Database.UntilStoppedAsync("user_directory");

        await Eventually.HoldsAsync(
            async () => (await ViewsAsync(host)).TryGetValue("user_directory", out var stopped) && stopped is { State: "stopped", EventsBehind: 1, SecondsBehind: >= 0 }, "it shows as stopped");
        (await host.Stranger.GetAsync("/health/ready")).MustBe("ready");
        await Eventually.HoldsAsync(() => Measured(host, "userdomain.view.stopped").Contains(("user_directory", 1)), "the metric tells it");
        Measured(host, "userdomain.view.lag.events").Should().Contain(("user_directory", 1));
        Measured(host, "userdomain.view.lag.seconds").Select(one => one.View).Should().BeEquivalentTo(ViewNames.Following);
    }

    [Fact]
    public async Task A_transaction_that_views_wait_for_shows_in_the_metrics_and_none_otherwise()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await venue.StartHostAsync();
        await using (var connection = await venue.Database.OpenAsync())
        {
            await using var holds = new Npgsql.NpgsqlCommand("begin; select pg_current_xact_id()", connection);
            await holds.ExecuteNonQueryAsync();

            await Eventually.HoldsAsync(() => Measured(host, "userdomain.transaction.oldest.seconds").Any(one => one.Value > 0), "it is told");
        }

        await Eventually.HoldsAsync(() => Measured(host, "userdomain.transaction.oldest.seconds") is [], "it is over");
    }

    private static async Task<Dictionary<string, (string State, long EventsBehind, double SecondsBehind)>> ViewsAsync(TestHost host)
    {
        using var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Accept.Add(new("application/json"));
        var body = await client.GetStringAsync("/health/ready");
        body.Should().NotContain("canary").And.NotContain("newer_release", "anybody may ask");
        var json = JsonElement.Parse(body);
        json.GetProperty("status").GetString().Should().Be("ready");
        return json.GetProperty("views").EnumerateArray().ToDictionary(
            view => view.GetProperty("name").GetString()!,
            view => (view.GetProperty("state").GetString()!, view.GetProperty("eventsBehind").GetInt64(), view.GetProperty("secondsBehind").GetDouble()));
    }

    private static (string? View, double Value)[] Measured(TestHost host, string gauge)
    {
        var measured = new ConcurrentBag<(string?, double)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == gauge && ReferenceEquals(instrument.Meter.Scope, host.Services.GetRequiredService<IMeterFactory>()))
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => measured.Add((ViewIn(tags), value)));
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => measured.Add((ViewIn(tags), value)));
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => measured.Add((ViewIn(tags), value)));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. measured];
    }

    private static string? ViewIn(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, value) in tags)
        {
            if (key == "view")
                return (string?)value;
        }

        return null;
    }
}
