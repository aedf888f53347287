using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Postgres.Tests.FailureModes;

/// <summary>Events that nobody here has written: a reader stops loudly, and skips none.</summary>
public sealed class DamagedRecordTests
{
    [Theory]
    [InlineData(2, "user_unlocked", "{}")]
    [InlineData(1, "user_of_a_newer_release", "{}")]
    [InlineData(1, "user_config_set", """{"Key":"a"}""")]
    public async Task A_gap_an_unknown_event_and_a_damaged_one_stop_the_reader(int version, string type, string data)
    {
        await using var database = await TestDatabase.NewAsync();
        await using var stores = await database.OpenAsync();
        await database.ExecuteAsync($$"""
            insert into mt_streams (id, type, version) values ('user-7', 'user', {{version}});
            insert into mt_events (seq_id, id, stream_id, version, data, type)
            values (nextval('mt_events_sequence'), gen_random_uuid(), 'user-7', {{version}}, '{{data}}', '{{type}}')
            """);

        var reading = await stores.Invoking(s => s.ReadAsync(StreamId.OfUser(new(7))).AsTask()).Should().ThrowAsync<Exception>();

        if (version == 2)
            reading.Which.Should().BeOfType<BrokenStreamException>();
        else
            reading.Which.Should().BeOfType<UnknownEventException>();
    }
}
