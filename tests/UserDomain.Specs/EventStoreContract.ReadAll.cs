using System.Collections.Concurrent;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Specs;

public abstract partial class EventStoreContract
{
    [Fact]
    public async Task All_events_are_read_in_the_order_they_were_appended_in()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync("ada");
        var bob = await other.CreateAsync("bob");
        ada = await other.AppendAsync(ada, new UserConfigSet("a", "1"), new UserConfigSet("b", "2"));
        await stores.AppendAsync(Appends.SignIn(bob));

        var all = await stores.ReadAllAsync();

        all.Select(one => (one.Recorded.Stream, one.Recorded.Version)).Should().Equal(
            (ada.Stream, 1), (bob.Stream, 1), (ada.Stream, 2), (ada.Stream, 3), (StreamId.OfSignIns(bob.UserId), 1));
        all.Select(one => one.Sequence).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems().And.OnlyContain(sequence => sequence > 0);
    }

    [Fact]
    public async Task Reading_goes_on_after_any_place_also_within_an_append()
    {
        await using var stores = await OpenAsync();
        await stores.AppendAsync(await stores.NewAsync(), Examples.OfEveryEvent);
        await stores.CreateAsync("bob");
        var all = await stores.ReadAllAsync();

        for (var read = 0; read < all.Count; read++)
            (await stores.ReadAllAsync(all[read].Sequence)).Should().Equal(all.Skip(read + 1));
    }

    [Fact]
    public async Task Refused_and_conflicting_appends_do_not_stop_a_reader()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync("ada");
        await ConflictOf(stores, ada.With(new UserConfigSet("a", "1")) with { ExpectedVersion = 7 });
        await IsRefused(stores, Examples.CreatedAs("ADA", "other@example.org"), Refusals.UserNameTaken);
        await stores.AppendAsync(ada, new UserConfigSet("a", "2"));

        (await stores.ReadAllAsync()).Select(one => one.Recorded.Version).Should().Equal(1, 2);
    }

    /// <summary>The reader starts again from where it is, over and over, while writers race and half of them lose.</summary>
    [Fact]
    public async Task A_reader_among_racing_writers_sees_every_event_once_and_each_stream_in_order()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var users = new List<UserState>();
        for (var i = 0; i < 6; i++)
            users.Add(await stores.CreateAsync($"user{i}"));
        var written = new ConcurrentBag<Guid>();
        var seen = new List<Sequenced>();

        var writing = Racing.AllAsync(8, i => WriteAsync(i % 2 == 0 ? stores : other, users[i % users.Count], written));
        while (!writing.IsCompleted)
            seen.AddRange(await other.ReadAllAsync(seen is [.., var last] ? last.Sequence : 0));
        (await writing).Should().OnlyContain(outcome => outcome == null);
        seen.AddRange(await other.ReadAllAsync(seen is [.., var end] ? end.Sequence : 0));

        seen.Select(one => one.Recorded.EventId).Should().OnlyHaveUniqueItems().And.Contain(written).And.HaveCount(written.Count + users.Count);
        seen.Select(one => one.Sequence).Should().BeInAscendingOrder();
        foreach (var stream in seen.GroupBy(one => one.Recorded.Stream))
            stream.Select(one => one.Recorded.Version).Should().Equal(Enumerable.Range(1, stream.Count()).Select(version => (long)version));
    }

    private static async Task WriteAsync(Stores stores, UserState user, ConcurrentBag<Guid> written)
    {
        for (var i = 0; i < 30; i++)
        {
            var version = await stores.Events.FindVersionAsync(user.Stream, default);
            var append = user.With(new UserConfigSet("a", $"{i}"), new UserConfigSet("b", $"{i}")) with { ExpectedVersion = version, Views = [] };
            try
            {
                await stores.AppendAsync(append);
                foreach (var happened in append.Events)
                    written.Add(happened.Id);
            }
            catch (ConcurrentChangeException)
            {
                await stores.AppendAsync(Appends.SignIn(user) with { Asserting = [], Events = [append.Events[0]] });
                written.Add(append.Events[0].Id);
            }
        }
    }
}
