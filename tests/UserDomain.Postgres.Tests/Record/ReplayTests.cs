using System.Text;
using System.Text.Json;
using UserDomain.Postgres.Record;

namespace UserDomain.Postgres.Tests.Record;

/// <summary>The record as lines: every event once, in order, as the database has it.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task Every_event_is_a_line_with_what_it_says_as_it_is_stored()
    {
        await using var record = await TestRecord.NewAsync();
        await record.AddEventsAsync(user: 1, users: 3, each: 2);
        await record.Database.ExecuteAsync("""
            insert into mt_streams (id, type, version) values ('user-9', 'user', 1);
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers)
            values (nextval('mt_events_sequence'), '00000000-0000-0000-0000-000000000009', 'user-9', 1, '{"Key": "\u00e9 \"☃\" \\ud800", "Value": "<a>\n"}', 'user_config_set',
                    '2026-01-02 03:04:05.000006+00', '{"Call": "Set\"Config\"", "Other": {"Call": "no"}, "Address": null, "Transport": 7}')
            """);

        var lines = await LinesAsync(record, new(null, null, null));

        lines.Should().HaveCount(7);
        lines[6].Should().Be("""{"Place":7,"Stream":"user-9","Version":1,"Id":"00000000-0000-0000-0000-000000000009","Type":"user_config_set","At":"2026-01-02T03:04:05.000006Z","By":null,"Call":"Set\"Config\"","Address":null,"Transport":null,"CorrelationId":null,"CausationId":null,"Data":{"Key": "é \"☃\" \\ud800", "Value": "<a>\n"}}""");
        var first = JsonDocument.Parse(lines[0]).RootElement;
        (Text(first, "Stream"), Text(first, "By"), Text(first, "Call"), Text(first, "Transport"), Text(first, "CorrelationId"), Text(first, "CausationId"))
            .Should().Be(("user-1", "1", "SetUserConfig", "http", "correlation", "causation"));
        lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("Place").GetInt64()).Should().Equal(1, 2, 3, 4, 5, 6, 7);
    }

    [Fact]
    public async Task A_range_of_time_and_one_user_can_be_asked_for()
    {
        await using var record = await TestRecord.NewAsync();
        await record.AddEventsAsync(user: 1, users: 3, each: 2);
        await record.DamageAsync("""
            insert into mt_streams (id, type, version) values ('signin-2', 'signin', 1);
            update mt_events set stream_id = 'signin-2', version = 1 where seq_id = 6;
            update mt_events set timestamp = timestamptz '2026-01-01 00:00:00+00' + seq_id * interval '1 hour'
            """);

        (await PlacesAsync(record, new(At(2), At(5), null))).Should().Equal(2, 3, 4);
        (await PlacesAsync(record, new(null, At(5).ToOffset(TimeSpan.FromHours(5)), new(2)))).Should().Equal(2);
        (await PlacesAsync(record, new(null, null, new(2)))).Should().Equal(2, 5, 6);
        (await PlacesAsync(record, new(null, null, new(99)))).Should().BeEmpty();
    }

    [Fact]
    public async Task More_than_a_page_comes_whole_and_in_order()
    {
        await using var record = await TestRecord.NewAsync();
        await record.AddEventsAsync(user: 1, users: 1030, each: 8);

        (await PlacesAsync(record, new(null, null, null))).Should().Equal(Enumerable.Range(1, 8240).Select(place => (long)place));
    }

    private static DateTimeOffset At(int hour) => new(2026, 1, 1, hour, 0, 0, TimeSpan.Zero);

    private static string? Text(JsonElement line, string member) => line.GetProperty(member).GetString();

    private static async Task<IEnumerable<long>> PlacesAsync(TestRecord record, ReplayRange range) =>
        (await LinesAsync(record, range)).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("Place").GetInt64());

    private static async Task<IReadOnlyList<string>> LinesAsync(TestRecord record, ReplayRange range)
    {
        using var output = new MemoryStream();
        var count = await new Replay(record.Own, TimeProvider.System).RunAsync(range, output, MovedStore.Nobody, default);
        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n');
        lines[^1].Should().BeEmpty();
        lines.Should().HaveCount((int)count + 1);
        return lines[..^1];
    }
}
