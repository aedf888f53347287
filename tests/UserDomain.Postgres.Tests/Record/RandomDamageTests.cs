using System.Globalization;
using UserDomain.Postgres.Record;

namespace UserDomain.Postgres.Tests.Record;

/// <summary>Whatever is done to one event or one seal, at whatever place: it is found, and found there.</summary>
public sealed class RandomDamageTests
{
    private const int Times = 24;
    private const int Seals = 5;
    private const int Places = Seals * 9 + 1; // one of them was never taken
    private const int Untaken = 10;

    private const string Keep = """
        create table events_before as select * from mt_events; create table seals_before as select * from userdomain.seals; create table streams_before as select * from mt_streams
        """;

    private const string Restore = """
        delete from mt_events; delete from mt_streams; delete from userdomain.seals;
        insert into mt_streams select * from streams_before; insert into mt_events select * from events_before; insert into userdomain.seals select * from seals_before
        """;

    [Fact]
    public async Task Any_damage_to_one_event_or_one_seal_is_found_where_it_was_done()
    {
        await using var record = await TestRecord.SealedAsync(seals: 1);
        await record.Database.ExecuteAsync("select nextval('mt_events_sequence')");
        for (var seal = 1; seal < Seals; seal++)
        {
            await record.AddEventsAsync(user: seal * 3 + 1, users: 3, each: 3);
            await record.SealAsync();
        }

        var head = await record.HeadAsync();
        await record.Database.ExecuteAsync(Keep);
        for (var time = 0; time < Times; time++)
        {
            var (damage, isFound) = Draw(new Random(time));
            await record.DamageAsync(damage);

            var verified = await record.VerifyAsync(head);

            verified.Findings.Should().Contain(finding => isFound(finding), damage);
            await record.DamageAsync(Restore);
        }

        (await record.VerifyAsync(head)).Wrong.Should().Be(0);
    }

    private static (string Damage, Func<Finding, bool> IsFound) Draw(Random random)
    {
        var place = Taken(random);
        var number = random.Next(1, Seals + 1);
        return random.Next(8) switch
        {
            0 => ($"update mt_events set data = data || '{{\"x\": {random.Next()}}}' where seq_id = {place}", At(place)),
            1 => ($"update mt_events set timestamp = timestamp - interval '{random.Next(1, 1000)} microseconds' where seq_id = {place}", At(place)),
            2 => ($"delete from mt_events where seq_id = {place}", At(place)),
            3 => (PutIn(Untaken), At(Untaken)),
            4 => Swap(place, random),
            5 => ($"update userdomain.seals set leaves = set_byte(leaves, {random.Next(360)}, (get_byte(leaves, 0) + 1) % 256 # 77) where number = {number}", Of(number)),
            6 => ($"delete from userdomain.seals where number = {number}", finding => finding.What.Contains("missing", StringComparison.Ordinal) || finding.What.Contains("cut", StringComparison.Ordinal)),
            _ => ($"update userdomain.seals set link = sha256(link) where number = {number}", finding => finding.Seal == number || finding.Seal == number + 1),
        };
    }

    private static (string Damage, Func<Finding, bool> IsFound) Swap(int place, Random random)
    {
        var other = Taken(random);
        while (other == place)
            other = Taken(random);
        return (string.Create(CultureInfo.InvariantCulture,
            $"update mt_events set seq_id = -1 where seq_id = {place}; update mt_events set seq_id = {place} where seq_id = {other}; update mt_events set seq_id = {other} where seq_id = -1"),
            finding => finding.Place == Math.Min(place, other));
    }

    private static string PutIn(int place) => $$"""
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp) values ({{place}}, gen_random_uuid(), 'user-1', 4, '{}', 'user_locked', now());
        update mt_streams set version = 4 where id = 'user-1'
        """;

    private static int Taken(Random random) => random.Next(1, Places) is var place && place >= Untaken ? place + 1 : place;

    private static Func<Finding, bool> At(int place) => finding => finding.Place == place;

    private static Func<Finding, bool> Of(int seal) => finding => finding.Seal == seal;
}
