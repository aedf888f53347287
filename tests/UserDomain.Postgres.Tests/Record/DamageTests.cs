using UserDomain.Postgres.Record;

namespace UserDomain.Postgres.Tests.Record;

/// <summary>Whoever may do anything to the database cannot touch the record unseen.</summary>
public sealed class DamageTests
{
    private const string AsEdited = "is not what was sealed there: it was edited, or put in another's place.";
    private static readonly string[] Edits =
    [
        "id = gen_random_uuid()", "type = 'user_config_removed'", "data = data || '{\"Value\": \"Hillside Road 3\"}'", "bdata = '\\x01'",
        "timestamp = timestamp + interval '1 microsecond'", "timestamp = 'infinity'", "tenant_id = 'other'", "tenant_id = null", "mt_dotnet_type = null",
        "correlation_id = 'other'", "causation_id = ''", "headers = headers || '{\"Address\": \"127.0.0.1\"}'", "headers = null", "user_name = '2'", "is_archived = true",
    ];

    private const string AsPutIn = "was put in: the seal does not have it.";

    [Fact]
    public async Task A_record_that_nobody_touched_is_verified()
    {
        await using var record = await TestRecord.SealedAsync();
        await record.AddEventsAsync(user: 50, users: 2, each: 1);

        var verified = await record.VerifyAsync(await record.HeadAsync());

        verified.Findings.Should().BeEmpty();
        (verified.Sealed, verified.Unsealed, verified.Seals, verified.Wrong, verified.Head!.Number).Should().Be((27, 2, 3, 0, 3));
    }

    [Fact]
    public async Task An_empty_record_is_verified()
    {
        await using var record = await TestRecord.NewAsync();

        (await record.SealAsync()).Should().Be(0);

        (await record.VerifyAsync()).Should().BeEquivalentTo(new Verified(0, 0, 0, null, 0, []));
    }

    [Fact]
    public async Task An_event_that_was_edited_in_any_column_is_named()
    {
        await using var record = await TestRecord.SealedAsync();
        await record.Database.ExecuteAsync("create table before as select * from mt_events where seq_id = 14");
        foreach (var edit in Edits)
        {
            await record.DamageAsync($"update mt_events set {edit} where seq_id = 14");

            var found = await OnlyFindingAsync(record);
            (found.Place, found.Stream, found.Version, found.Seal, found.What).Should().Be((14, "user-5", 2, 2, AsEdited), edit);
            found.EventId.Should().Be(await record.Database.AskAsync<Guid>("select id from mt_events where seq_id = 14"));
            await record.DamageAsync("delete from mt_events where seq_id = 14; insert into mt_events select * from before");
            (await record.VerifyAsync()).Wrong.Should().Be(0, "it is as it was");
        }
    }

    [Theory]
    [InlineData("stream_id = 'user-9'", "user-9", 2)]
    [InlineData("version = 7", "user-5", 7)]
    public async Task An_event_that_was_moved_in_or_between_streams_is_named(string edit, string stream, long version)
    {
        await using var record = await TestRecord.SealedAsync();

        await record.DamageAsync($"drop index pk_mt_events_stream_and_version; update mt_events set {edit} where seq_id = 14");

        var first = (await record.VerifyAsync()).Findings.First(finding => finding.Place == 14);
        (first.Stream, first.Version, first.What).Should().Be((stream, version, AsEdited));
    }

    [Fact]
    public async Task An_event_that_was_deleted_is_named_by_its_place_and_by_the_gap_in_its_stream()
    {
        await using var record = await TestRecord.SealedAsync();

        await record.DamageAsync("delete from mt_events where seq_id = 14");

        (await record.VerifyAsync()).Findings.Select(finding => (finding.Place, finding.Stream, finding.What)).Should().Equal(
            (14, null, "The event at place 14 is gone: seal 2 has it."),
            (17, "user-5", "stands where version 2 of its stream belongs."));
    }

    [Theory]
    [InlineData(13)]
    [InlineData(1)]
    [InlineData(0)]
    public async Task An_event_that_was_put_in_is_named(int gap)
    {
        await using var record = await TestRecord.NewAsync();
        await record.AddEventsAsync(user: 1, users: 3, each: 4);
        await record.Database.ExecuteAsync("select nextval('mt_events_sequence')");
        await record.AddEventsAsync(user: 4, users: 1, each: 3);
        await record.SealAsync();
        if (gap == 1)
            await record.DamageAsync("delete from mt_events where seq_id = 1");

        await record.DamageAsync($"""
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp) values ({gap}, gen_random_uuid(), 'user-3', 5, '{"{}"}', 'user_locked', now());
            update mt_streams set version = 5 where id = 'user-3'
            """);

        var found = (await record.VerifyAsync()).Findings.First(finding => finding.Stream == "user-3");
        (found.Place, found.Version, found.What).Should().Be((gap, 5, gap == 1 ? AsEdited : AsPutIn));
    }

    /// <summary>No seal would ever close it, nor a view be given it, until the order gets there.</summary>
    [Fact]
    public async Task An_event_beyond_the_last_place_that_was_drawn_is_named()
    {
        await using var record = await TestRecord.SealedAsync();

        await record.DamageAsync($"""
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp) values (1000, gen_random_uuid(), 'user-3', 4, '{"{}"}', 'user_locked', now());
            update mt_streams set version = 4 where id = 'user-3'
            """);

        var found = await OnlyFindingAsync(record);
        (found.Place, found.Stream, found.Version, found.What).Should().Be((1000, "user-3", 4, "stands at a place that was never drawn."));
    }

    [Fact]
    public async Task Two_events_that_changed_places_are_both_named()
    {
        await using var record = await TestRecord.SealedAsync();

        await record.DamageAsync("""
            update mt_events set seq_id = -1 where seq_id = 13; update mt_events set seq_id = 13 where seq_id = 17; update mt_events set seq_id = 17 where seq_id = -1
            """);

        (await record.VerifyAsync()).Findings.Where(finding => finding.What == AsEdited).Select(finding => (finding.Place, finding.Stream, finding.Version))
            .Should().Equal((13, "user-5", 3), (17, "user-4", 2));
    }

    [Fact]
    public async Task Versions_that_changed_places_are_seen_before_they_are_sealed()
    {
        await using var record = await TestRecord.NewAsync();
        await record.AddEventsAsync(user: 1, users: 1, each: 3);

        await record.DamageAsync("update mt_events set version = 9 where seq_id = 2; update mt_events set version = 2 where seq_id = 3; update mt_events set version = 3 where seq_id = 2");

        var found = await OnlyFindingAsync(record);
        (found.Place, found.Version, found.What).Should().Be((2, 3, "stands before the version before it, which is at place 3."));
    }

    [Fact]
    public async Task A_tail_of_events_alone_is_missed_by_its_seal_and_its_streams()
    {
        await using var record = await TestRecord.SealedAsync();

        await record.DamageAsync("delete from mt_events where seq_id > 24");

        var verified = await record.VerifyAsync();
        verified.Findings.Select(finding => finding.What).Where(what => what.Contains("is gone", StringComparison.Ordinal)).Should().HaveCount(3);
        verified.Findings.Where(finding => finding.What == "is the last of its stream, which is said to be at version 3.").Select(finding => finding.Place)
            .Should().Equal(22, 23, 24);
    }

    [Fact]
    public async Task A_tail_that_was_cut_with_all_its_traces_shows_against_a_head_kept_elsewhere_alone()
    {
        await using var record = await TestRecord.SealedAsync();
        var head = await record.HeadAsync();

        await record.DamageAsync("delete from mt_events where seq_id > 18; delete from mt_streams where id in ('user-7', 'user-8', 'user-9'); delete from userdomain.seals where number = 3");

        (await record.VerifyAsync()).Findings.Should().BeEmpty();
        (await record.VerifyAsync(head)).Findings.Single().What.Should().Be("The chain was cut: it ends at seal 2, and had 3 when its head was kept.");
        await record.AddEventsAsync(user: 7, users: 3, each: 3);
        await record.SealAsync();
        (await record.VerifyAsync(head)).Findings.Single().What.Should().Be("The chain was made anew: seal 3 has another link than when its head was kept.");
    }

    private static async Task<Finding> OnlyFindingAsync(TestRecord record)
    {
        var verified = await record.VerifyAsync();
        verified.Wrong.Should().Be(1);
        return verified.Findings.Single();
    }
}
