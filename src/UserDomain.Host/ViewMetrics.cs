using System.Diagnostics.Metrics;

namespace UserDomain.Host;

/// <summary>How far views are behind the events, and how old what holds them up is, as the meter <c>UserDomain</c> tells it.</summary>
internal sealed class ViewMetrics : IDisposable
{
    public const string Meter = "UserDomain";

    private readonly Meter meter;

    public ViewMetrics(IMeterFactory meters, Watching views)
    {
        meter = meters.Create(Meter);
        meter.CreateObservableGauge("userdomain.view.lag.events", () => views.Latest.Views.Select(view => Of(view.EventsBehind, view.View)),
            "{event}", "Places of events that were drawn since the one that the view is at.");
        meter.CreateObservableGauge("userdomain.view.lag.seconds", () => views.Latest.Views.Select(view => Of(view.SecondsBehind, view.View)),
            "s", "How old the oldest event is that the view lacks.");
        meter.CreateObservableGauge("userdomain.view.stopped", () => views.Latest.Views.Select(view => Of(view.Stop is null ? 0 : 1, view.View)),
            description: "1 where an event stopped the view.");
        meter.CreateObservableGauge("userdomain.transaction.oldest.seconds", () => Oldest(views),
            "s", "How long the oldest transaction of the database runs that may still add an event: readers in order wait for it.");
    }

    public void Dispose() => meter.Dispose();

    private static Measurement<T> Of<T>(T value, string view) where T : struct => new(value, new KeyValuePair<string, object?>("view", view));

    private static IEnumerable<Measurement<double>> Oldest(Watching views) => views.Latest.Oldest is { } oldest
        ? [new(oldest.Seconds, new("database", oldest.Database), new KeyValuePair<string, object?>("process", oldest.Process))]
        : [];
}
