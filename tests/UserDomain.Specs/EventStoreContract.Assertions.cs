using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Specs;

public abstract partial class EventStoreContract
{
    [Fact]
    public async Task Another_stream_that_is_where_it_was_read_lets_an_append_through()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1"));

        await stores.AppendAsync(Appends.SignIn(ada));

        (await stores.Events.FindVersionAsync(StreamId.OfSignIns(ada.UserId), default)).Should().Be(1);
        (await stores.Events.FindVersionAsync(ada.Stream, default)).Should().Be(2, "to assert is not to write");
    }

    [Fact]
    public async Task Another_stream_that_moved_is_a_conflict_that_names_it()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var old = await stores.CreateAsync("ada");
        await other.AppendAsync(old, new UserLocked(Examples.Noon));
        var token = Token();

        var conflict = await ConflictOf(stores, Appends.SignIn(old, Opened(old.UserId, token)));

        conflict.Should().BeEquivalentTo(new { Stream = old.Stream, ExpectedVersion = 1L, ActualVersion = 2L });
        (await stores.ReadAsync(StreamId.OfSignIns(old.UserId))).Should().BeEmpty();
        (await stores.Sessions.FindAsync(token, Address, default)).Should().BeNull();
    }

    [Fact]
    public async Task That_another_stream_was_never_written_can_be_asserted_too()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync("ada");
        var nobody = StreamId.OfUser(new(404));

        await stores.AppendAsync(ada.With(new UserConfigSet("a", "1")) with { Asserting = [new(nobody, 0)] });
        var conflict = await ConflictOf(stores, Appends.SignIn(ada) with { Asserting = [new(nobody, 1)] });

        conflict.Should().BeEquivalentTo(new { Stream = nobody, ExpectedVersion = 1L, ActualVersion = 0L });
        (await stores.Events.FindVersionAsync(nobody, default)).Should().Be(0);
    }

    [Fact]
    public async Task Each_of_several_asserted_streams_counts()
    {
        await using var stores = await OpenAsync();
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        var moved = await stores.AppendAsync(bob, new UserConfigSet("a", "1"));
        VersionOf[] stale = [new(ada.Stream, 1), new(bob.Stream, 1)];
        VersionOf[] present = [new(ada.Stream, 1), new(moved.Stream, 2)];

        (await ConflictOf(stores, Appends.SignIn(ada) with { Asserting = stale })).Stream.Should().Be(bob.Stream);
        await stores.AppendAsync(Appends.SignIn(ada) with { Asserting = present });
    }

    /// <summary>Two that each rest on the other's stream must not both go through: one of them saw what is no longer so.</summary>
    [Fact]
    public async Task Of_two_appends_that_assert_each_others_streams_one_goes_through()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        for (var round = 0; round < 12; round++)
        {
            var (ada, bob) = (await stores.CreateAsync($"ada{round}"), await stores.CreateAsync($"bob{round}"));

            var outcomes = await Racing.AllAsync(2, async i => await (i == 0
                ? stores.AppendAsync(ada.With(new UserConfigSet("a", "1")) with { Asserting = [new(bob.Stream, bob.Version)] })
                : other.AppendAsync(bob.With(new UserConfigSet("b", "1")) with { Asserting = [new(ada.Stream, ada.Version)] })));

            outcomes.Count(outcome => outcome is null).Should().Be(1);
            outcomes.OfType<ConcurrentChangeException>().Should().ContainSingle();
        }
    }

    [Fact]
    public async Task No_sign_in_slips_in_behind_a_lock()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync("ada");

        var outcomes = await Racing.AllAsync(17, async i => await (i == 8
            ? stores.AppendAsync(ada.With(new UserLocked(Examples.Noon)))
            : other.AppendAsync(Appends.SignIn(ada))));

        outcomes[8].Should().BeNull();
        var all = (await stores.ReadAllAsync()).Select(one => one.Recorded.Event).ToArray();
        all.SkipWhile(happened => happened is not UserLocked).Should().ContainSingle("nobody signs in once he is locked");
        all.OfType<UserSignedIn>().Should().HaveCount(outcomes.Count(outcome => outcome is null) - 1);
    }
}
