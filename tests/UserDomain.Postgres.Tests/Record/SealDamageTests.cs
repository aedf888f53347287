namespace UserDomain.Postgres.Tests.Record;

/// <summary>The seals themselves cannot be touched unseen either.</summary>
public sealed class SealDamageTests
{
    private const string AtRoot = "Seal 2 was changed: its hashes of places 10 to 18 do not come to its root.";
    private const string AtLink = "Seal 2, or the one before it, was changed: its link does not follow from what it says and from the seals before.";

    private static readonly (string Edit, string Sentence)[] Edits =
    [
        ("root = sha256(root)", AtRoot),
        ("leaves = overlay(leaves placing '\\x00' from 20)", AtRoot),
        ("leaves = substring(leaves from 41)", AtRoot),
        ("leaves = ''", AtRoot),
        ("events = 8", AtRoot),
        ("first_seq_id = 11", "Seal 2 was changed: it closes places 11 to 18, and should go on at 10."),
        ("last_seq_id = 7", "Seal 2 was changed: it closes places 10 to 7, and should go on at 10."),
        ("sealed_at = sealed_at + 1", AtLink),
        ("link = sha256(link)", AtLink),
    ];

    [Fact]
    public async Task A_seal_that_was_edited_in_any_column_is_named()
    {
        await using var record = await TestRecord.SealedAsync();
        await record.Database.ExecuteAsync("create table before as select * from userdomain.seals where number = 2");
        foreach (var (edit, sentence) in Edits)
        {
            await record.DamageAsync($"update userdomain.seals set {edit} where number = 2");

            (await record.VerifyAsync()).Findings.Should().Contain(finding => finding.Seal == 2 && finding.What == sentence, edit);
            await record.DamageAsync("delete from userdomain.seals where number = 2; insert into userdomain.seals select * from before");
            (await record.VerifyAsync()).Wrong.Should().Be(0, "it is as it was");
        }
    }

    [Fact]
    public async Task A_seal_that_was_taken_out_of_the_middle_is_named_and_its_events_are_not_taken_for_put_in()
    {
        await using var record = await TestRecord.SealedAsync(seals: 5);

        await record.DamageAsync("delete from userdomain.seals where number in (2, 3)");

        var verified = await record.VerifyAsync();
        verified.Findings.Select(finding => finding.What).Should().Equal("Seals are missing: 4 comes where 2 belongs.");
        verified.Sealed.Should().Be(27);
    }

    [Theory]
    [InlineData(-5), InlineData(0), InlineData(7)]
    public async Task A_seal_of_a_number_that_none_can_have_is_named(int number)
    {
        await using var record = await TestRecord.SealedAsync();

        await record.DamageAsync($"insert into userdomain.seals select {number}, 1, 1000 + {number}, events, leaves, root, link, sealed_at from userdomain.seals where number = 1");

        (await record.VerifyAsync().WaitAsync(TimeSpan.FromSeconds(30))).Findings.Select(finding => finding.What).Should().Contain(
            number == 7 ? "Seals are missing: 7 comes where 4 belongs." : $"Seal {number} stands before the first.");
    }

    [Fact]
    public async Task A_seal_that_was_made_anew_over_an_event_that_was_edited_shows_against_the_seal_after_it()
    {
        await using var record = await TestRecord.SealedAsync();
        await record.Database.ExecuteAsync("create table later as select * from userdomain.seals where number = 3");
        await record.DamageAsync("update mt_events set user_name = 'other' where seq_id = 14; delete from userdomain.seals where number > 1; delete from mt_events where seq_id > 18; select setval('mt_events_sequence', 18)");
        await record.SealAsync();
        await record.DamageAsync("insert into userdomain.seals select * from later");

        (await record.VerifyAsync()).Findings.Select(finding => finding.What).Should().Contain(
            "Seal 3, or the one before it, was changed: its link does not follow from what it says and from the seals before.");
    }

    [Fact]
    public async Task A_chain_that_was_made_anew_from_there_on_shows_against_every_head_kept_since()
    {
        await using var record = await TestRecord.SealedAsync();
        var head = await record.HeadAsync();

        await record.DamageAsync("update mt_events set user_name = 'other' where seq_id = 14; delete from userdomain.seals where number > 1");
        await record.SealAsync();
        await record.AddEventsAsync(user: 90, users: 1, each: 1);
        await record.SealAsync();
        await record.AddEventsAsync(user: 91, users: 1, each: 1);
        await record.SealAsync();

        (await record.VerifyAsync()).Findings.Should().BeEmpty("the chain hangs together again");
        (await record.VerifyAsync(head)).Findings.Select(finding => finding.What).Should().Equal(
            "The chain was made anew: seal 3 has another link than when its head was kept.");
    }
}
