using UserDomain.Benchmarks.Measuring;

namespace UserDomain.Benchmarks.Loads;

/// <summary>
/// Commands each of which must have come to an event. One that sets what stands already comes to none, and costs next to nothing: were it
/// counted, the figure would be that of something else.
/// </summary>
internal static class EachAnEvent
{
    private const string LastPlace = "select case when is_called then last_value else 0 end from mt_events_sequence";

    /// <summary>Calls that came to no event count as errors.</summary>
    public static async Task<Sample> MeasureAsync(Bench bench, Func<Task<Sample>> commands)
    {
        var before = await bench.AskAsync<long>(LastPlace);
        var sample = await commands();
        var missing = sample.Latency!.Count - (await bench.AskAsync<long>(LastPlace) - before);
        return missing > 0 ? sample with { Errors = sample.Errors + missing } : sample;
    }
}
