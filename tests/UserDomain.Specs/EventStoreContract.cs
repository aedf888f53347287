using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Specs;

/// <summary>What every adapter's event store does: appending here, and a topic a file beside this one.</summary>
public abstract partial class EventStoreContract
{
    /// <summary>Opens a database of its own for the test, with nothing in it.</summary>
    protected abstract Task<Stores> OpenAsync();

    [Fact]
    public async Task A_stream_ends_with_the_event_that_was_appended_last()
    {
        await using var stores = await OpenAsync();
        (await stores.Events.FindEndAsync(StreamId.OfUser(new(404)), default)).Should().Be(StreamEnd.None);
        var ada = await stores.CreateAsync("ada");
        for (var i = 0; i < 3; i++)
        {
            (await stores.Events.FindEndAsync(ada.Stream, default)).Should().Be(new StreamEnd(i + 1, (await stores.ReadAsync(ada.Stream))[^1].EventId));
            ada = await stores.AppendAsync(ada, new UserConfigSet("a", $"{i}"));
        }
    }

    [Fact]
    public async Task A_stream_that_was_never_written_is_empty_and_at_version_0()
    {
        await using var stores = await OpenAsync();

        (await stores.ReadAsync(StreamId.OfUser(new(404)))).Should().BeEmpty();
        (await stores.Events.FindVersionAsync(StreamId.OfUser(new(404)), default)).Should().Be(0);
    }

    [Fact]
    public async Task What_is_appended_is_read_back_in_order_from_version_1_on()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        UserEvent[] events = [Examples.Created, new UserConfigSet("a", "1"), new UserConfigSet("b", "2")];

        var ada = await stores.AppendAsync(await stores.NewAsync(), events);

        foreach (var host in new[] { stores, other })
        {
            var read = await host.ReadAsync(ada.Stream);
            read.Select(recorded => recorded.Event).Should().Equal(events);
            read.Select(recorded => recorded.Version).Should().Equal(1, 2, 3);
            (await host.Events.FindVersionAsync(ada.Stream, default)).Should().Be(3);
        }
    }

    [Fact]
    public async Task A_later_append_goes_on_where_the_stream_is()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync("ada");

        ada = await other.AppendAsync(ada, new UserConfigSet("a", "1"));
        ada = await stores.AppendAsync(ada, new UserConfigSet("b", "2"), new UserConfigSet("c", "3"));

        (await other.ReadAsync(ada.Stream)).Select(recorded => recorded.Version).Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public async Task Streams_do_not_see_each_others_events()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync("ada");
        var bob = await stores.CreateAsync("bob");
        await stores.AppendAsync(ada, new UserConfigSet("a", "1"));
        await stores.AppendAsync(Appends.SignIn(bob));

        (await stores.ReadAsync(ada.Stream)).Should().HaveCount(2);
        (await stores.ReadAsync(bob.Stream)).Should().ContainSingle();
        (await stores.ReadAsync(StreamId.OfSignIns(bob.UserId))).Should().ContainSingle();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_stream_that_is_elsewhere_is_a_conflict_that_says_where(long expected)
    {
        await using var stores = await OpenAsync();
        var ada = await stores.AppendAsync(await stores.CreateAsync("ada"), new UserConfigSet("a", "1"));

        var conflict = await ConflictOf(stores, ada.With(new UserConfigSet("b", "2")) with { ExpectedVersion = expected });

        conflict.Should().BeEquivalentTo(new { Stream = ada.Stream, ExpectedVersion = expected, ActualVersion = 2L });
        (await stores.ReadAsync(ada.Stream)).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_stream_that_was_never_written_is_a_conflict_for_who_expects_one()
    {
        await using var stores = await OpenAsync();
        var nobody = await stores.NewAsync();

        var conflict = await ConflictOf(stores, nobody.With(Examples.Created) with { ExpectedVersion = 1 });

        conflict.Should().BeEquivalentTo(new { Stream = nobody.Stream, ExpectedVersion = 1L, ActualVersion = 0L });
        (await stores.Events.FindVersionAsync(nobody.Stream, default)).Should().Be(0);
    }

    [Fact]
    public async Task Of_many_appends_at_one_version_one_wins_and_the_others_conflict()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync("ada");

        var outcomes = await Racing.AllAsync(16, i =>
            (i % 2 == 0 ? stores : other).AppendAsync(ada, new UserConfigSet("who", $"{i}"), new UserConfigSet($"{i}", "")));

        outcomes.Count(outcome => outcome is null).Should().Be(1);
        outcomes.OfType<ConcurrentChangeException>().Should().HaveCount(15)
            .And.OnlyContain(conflict => conflict.ExpectedVersion == 1 && conflict.ActualVersion == 3);
        (await stores.ReadAsync(ada.Stream)).Should().HaveCount(3);
    }

    [Fact]
    public async Task Of_many_creations_of_one_user_one_wins_and_the_others_conflict_though_the_name_is_his()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.NewAsync();

        var outcomes = await Racing.AllAsync(12, i => (i % 2 == 0 ? stores : other).AppendAsync(ada, Examples.Created));

        outcomes.Count(outcome => outcome is null).Should().Be(1);
        outcomes.OfType<ConcurrentChangeException>().Should().HaveCount(11);
        (await stores.ReadAsync(ada.Stream)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_conflict_writes_nothing_at_all()
    {
        await using var stores = await OpenAsync();
        var old = await stores.CreateAsync("ada");
        await stores.AppendAsync(old, new UserConfigSet("kept", "yes"));
        var token = Token();

        await ConflictOf(stores, old.With(new UserConfigSet("kept", "no"), new UserLocked(Examples.Noon)) with
        {
            Companions =
            [
                new VerifierSet(old.UserId, new("verifier")), new EmailCodeSet(old.UserId, new("code"), Examples.Noon),
                Opened(old.UserId, token),
            ],
        });

        (await stores.ReadAllAsync()).Should().HaveCount(2);
        var seen = await stores.Views.FindWithAsync<Config.UserConfigEntry>(old.UserId, default);
        seen!.Rows.Should().ContainSingle().Which.Value.Should().Be("yes");
        seen.Info.Locked.Should().BeFalse();
        (await stores.Verifiers.FindAsync(old.UserId, default)).Should().BeNull();
        (await stores.EmailCodes.FindAsync(old.UserId, default)).Should().BeNull();
        (await stores.Sessions.FindAsync(token, Address, default)).Should().BeNull();
    }

    [Fact]
    public async Task Without_an_expected_version_many_writers_all_get_through_and_leave_no_gap()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync("ada");

        var outcomes = await Racing.AllAsync(24, async i => await (i % 2 == 0 ? stores : other).AppendAsync(Appends.SignIn(ada)));

        outcomes.Should().OnlyContain(outcome => outcome == null);
        (await stores.ReadAsync(StreamId.OfSignIns(ada.UserId))).Select(recorded => recorded.Version)
            .Should().Equal(Enumerable.Range(1, 24).Select(version => (long)version));
    }

    [Fact]
    public async Task Many_events_go_in_one_append()
    {
        await using var stores = await OpenAsync();
        UserEvent[] events = [Examples.Created, .. Enumerable.Range(0, 256).Select(i => new UserConfigSet($"key {i}", new('x', 1_000)))];

        var ada = await stores.AppendAsync(await stores.NewAsync(), events);

        (await stores.ReadAsync(ada.Stream)).Select(recorded => recorded.Event).Should().Equal(events);
        (await stores.Views.FindWithAsync<Config.UserConfigEntry>(ada.UserId, default))!.Rows.Should().HaveCount(256);
    }

    private static async Task<ConcurrentChangeException> ConflictOf(Stores stores, Append append) =>
        (await stores.Awaiting(s => s.AppendAsync(append).AsTask()).Should().ThrowAsync<ConcurrentChangeException>()).Which;
}
