using System.Globalization;
using Npgsql;

namespace UserDomain.Benchmarks.Trials;

/// <summary>Every event that the record has of killed processes, held against what they had acknowledged.</summary>
internal sealed class Findings(Bench bench, Acknowledgements acknowledged)
{
    private const string SelectValues = "select data->>'Value' from mt_events where type = 'user_config_set' and (data->>'Value') ~ '^(host[0-9]+|server)[.]' order by 1";

    /// <summary>Streams whose events do not count up by one to the version that the stream is at.</summary>
    private const string SelectGaps = """
        select count(*) from mt_streams s
        join (select stream_id, count(*) as events, min(version) as lowest, max(version) as highest from mt_events group by stream_id) e on e.stream_id = s.id
        where e.lowest <> 1 or e.highest <> e.events or s.version <> e.highest
        """;

    public async Task ExpectAsync(Outcomes outcomes)
    {
        var (there, twice, unacknowledged, last) = (0L, 0L, 0L, "");
        await using var connection = await bench.ConnectAsync();
        await using var select = new NpgsqlCommand(SelectValues, connection);
        await using (var reader = await select.ExecuteReaderAsync())
        {
            for (; await reader.ReadAsync(); last = reader.GetString(0))
            {
                var value = reader.GetString(0);
                if (value == last)
                    twice++;
                else if (IsAcknowledged(value))
                    there++;
                else
                    unacknowledged++;
            }
        }

        await outcomes.ExpectAsync(there == acknowledged.Count, $"of {acknowledged.Count} acknowledged appends, missing: {acknowledged.Count - there}");
        await outcomes.ExpectAsync(twice == 0, $"appends that are there twice: {twice}; there though nobody was told so, as their process or connection was gone: {unacknowledged}");
        var gaps = await bench.AskAsync<long>(SelectGaps);
        await outcomes.ExpectAsync(gaps == 0, $"streams with a gap, or at another version than their events: {gaps}");
    }

    private bool IsAcknowledged(string value) =>
        value.Split('.') is [var run, var caller, var n]
        && acknowledged.Contains(run, int.Parse(caller, CultureInfo.InvariantCulture), int.Parse(n, CultureInfo.InvariantCulture));
}
