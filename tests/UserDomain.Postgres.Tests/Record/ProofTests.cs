using System.Text;
using UserDomain.Postgres.Record;

namespace UserDomain.Postgres.Tests.Record;

/// <summary>A proof of one event stands by itself, and nothing in it can be changed.</summary>
public sealed class ProofTests
{
    [Fact]
    public async Task Every_event_is_proved_by_its_place_or_its_id_under_the_newest_head()
    {
        await using var record = await TestRecord.SealedAsync(seals: 6);
        var (head, prover) = (await record.HeadAsync(), new Prover(record.Own, TimeProvider.System));
        var ids = await record.Database.ListAsync("select id::text from mt_events order by seq_id");

        for (var place = 1; place <= ids.Count; place++)
        {
            var proof = await prover.RunAsync($"{place}", null, default);
            (await prover.RunAsync(ids[place - 1], null, default)).Should().Equal(proof);
            var proved = Proved.Check(proof)!;
            proved.Head.Should().Be(head);
            proved.Event.Should().StartWith($$"""{"Place":{{place}},"Stream":"user-""").And.Contain($"\"Id\":\"{ids[place - 1]}\"");
        }
    }

    [Fact]
    public async Task An_event_is_proved_under_a_head_that_was_kept_before()
    {
        await using var record = await TestRecord.SealedAsync(seals: 2);
        var head = await record.HeadAsync();
        await record.AddEventsAsync(user: 70, users: 1, each: 1);
        await record.SealAsync();
        var prover = new Prover(record.Own, TimeProvider.System);

        Proved.Check(await prover.RunAsync("3", head, default))!.Head.Should().Be(head);

        await FluentActions.Awaiting(() => prover.RunAsync("19", head, default)).Should().ThrowAsync<JobException>().WithMessage("The event at place 19 stands under seal 3; that head is of seal 2*");
        await FluentActions.Awaiting(() => prover.RunAsync("3", head with { Link = new string('0', 64) }, default)).Should().ThrowAsync<JobException>().WithMessage("Seal 2 has another link here*");
    }

    [Fact]
    public async Task A_proof_that_was_changed_in_any_byte_proves_nothing()
    {
        await using var record = await TestRecord.SealedAsync(seals: 4);
        var proof = await new Prover(record.Own, TimeProvider.System).RunAsync("5", null, default);
        Proved.Check(proof).Should().NotBeNull();

        for (var at = 0; at < proof.Length; at++)
        {
            foreach (var other in (byte[])[(byte)(proof[at] ^ 1), (byte)(proof[at] ^ 0x20), (byte)' ', (byte)'0'])
            {
                byte[] changed = [.. proof];
                changed[at] = other;
                if (other != proof[at])
                    Proved.Check(changed).Should().BeNull($"byte {at}, {(char)proof[at]}, was made {(char)other} in {Encoding.UTF8.GetString(proof)}");
            }

            Proved.Check(proof[..at]).Should().BeNull();
        }

        Proved.Check([.. proof, (byte)'\n']).Should().BeNull();
        Proved.Check([]).Should().BeNull();
        Proved.Check("null"u8.ToArray()).Should().BeNull();
    }

    [Theory]
    [InlineData("update mt_events set user_name = 'other' where seq_id = 5")]
    [InlineData("update userdomain.seals set root = sha256(root) where number = 1")]
    [InlineData("update userdomain.seals set leaves = '' where number = 1")]
    [InlineData("delete from userdomain.seals where number = 2")]
    public async Task Nothing_is_proved_of_what_was_touched(string damage)
    {
        await using var record = await TestRecord.SealedAsync();
        await record.DamageAsync(damage);

        await FluentActions.Awaiting(() => new Prover(record.Own, TimeProvider.System).RunAsync("5", null, default))
            .Should().ThrowAsync<JobException>().WithMessage("*are not what was sealed, so nothing can be proved*");
    }

    [Fact]
    public async Task What_cannot_be_proved_is_a_sentence()
    {
        await using var record = await TestRecord.SealedAsync(seals: 1);
        await record.AddEventsAsync(user: 70, users: 1, each: 1);

        foreach (var (named, sentence) in ((string, string)[])
        [
            ("99", "There is no event at place 99."),
            ("10", "The event at place 10 is not sealed yet; `audit seal` does it now."),
            ("00000000-0000-0000-0000-000000000001", "There is no event 00000000-0000-0000-0000-000000000001."),
            ("ada", "ada is neither a place in the order of events nor an event's id."),
        ])
        {
            await FluentActions.Awaiting(() => new Prover(record.Own, TimeProvider.System).RunAsync(named, null, default)).Should().ThrowAsync<JobException>().WithMessage(sentence);
        }
    }

    [Fact]
    public void The_way_from_any_seal_to_any_later_one_is_short()
    {
        var random = new Random(7);
        for (var i = 0; i < 2_000; i++)
        {
            var to = random.NextInt64(1, 10_000_000);
            var way = Seal.Way(random.NextInt64(1, to + 1), to);

            way.Count.Should().BeLessThan(300);
            way.Zip(way.Skip(1)).Should().OnlyContain(pair => pair.First == pair.Second - 1 || pair.First == Seal.JumpOf(pair.Second));
        }
    }

    [Fact]
    public void Roots_are_those_of_RFC_6962_and_every_leaf_comes_to_them_by_its_path()
    {
        for (var count = 1; count <= 70; count++)
        {
            var leaves = Enumerable.Range(0, count).Select(i => MerkleTree.Leaf([(byte)i])).ToArray();
            byte[] all = [.. leaves.SelectMany(leaf => leaf)];
            var root = RootByDefinition(leaves);
            MerkleTree.Root(all).Should().Equal(root);
            for (var index = 0; index < count; index++)
            {
                var path = MerkleTree.Path(all, index);
                MerkleTree.RootOf(leaves[index], index, count, path).Should().Equal(root);
                MerkleTree.RootOf(leaves[index], index, count, [.. path, root]).Should().BeNull();
                if (path.Count > 0)
                    MerkleTree.RootOf(leaves[index], index, count, [.. path.Skip(1)]).Should().BeNull();
            }
        }
    }

    /// <summary>As the RFC's section 2.1 has it: the left part has the largest power of two of leaves that is less than all.</summary>
    private static byte[] RootByDefinition(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves is [var only])
            return only;
        var left = 1;
        while (left * 2 < leaves.Length)
            left *= 2;
        return System.Security.Cryptography.SHA256.HashData([1, .. RootByDefinition(leaves[..left]), .. RootByDefinition(leaves[left..])]);
    }
}
