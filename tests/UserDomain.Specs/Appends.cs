using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>Makes appends as the calls do: with ids, and with all views that follow.</summary>
public static class Appends
{
    public static Origin Origin { get; } = new("7", "SetUserConfig", "correlation", "causation", "10.0.0.1", "http");

    extension(UserState state)
    {
        /// <summary>The append of these events to the user as he is in this state.</summary>
        public Append With(params IReadOnlyList<UserEvent> events)
        {
            var recorded = state.Record(events);
            return new(
                state.Stream, state.Version, [.. recorded.Select(one => new NewEvent(one.EventId, one.Event))], Examples.Noon, Origin,
                state.ViewChanges(state.Fold(recorded), recorded), []);
        }

        /// <summary>The state once these events were appended to it.</summary>
        public UserState After(params IReadOnlyList<UserEvent> events) => state.Fold(state.Record(events));

        /// <summary>The same in all that it holds: nothing can be decided on one that cannot on the other.</summary>
        public void MustBe(UserState expected)
        {
            (state.UserId, state.Version, state.LastAt, state.LastEvent).Should().Be((expected.UserId, expected.Version, expected.LastAt, expected.LastEvent));
            state.User.ToSnapshot().Should().BeEquivalentTo(expected.User.ToSnapshot(), exactly => exactly.WithStrictOrdering());
            state.User.Config.Should().Be(expected.User.Config);
            state.Info.Should().BeEquivalentTo(expected.Info, exactly => exactly.WithStrictOrdering());
        }

        private UserState Fold(IEnumerable<Recorded> events) => events.Aggregate(state, (before, recorded) => before.Apply(recorded));

        private Recorded[] Record(IEnumerable<UserEvent> events) =>
        [
            .. events.Select((happened, index) => new Recorded(
                state.Stream, state.Version + index + 1, Guid.CreateVersion7(), Examples.Noon, happened, Origin)),
        ];
    }

    /// <summary>A sign-in as the gate records it: in the stream of sign-ins, asserting the user as he was seen.</summary>
    public static Append SignIn(UserState state, params IReadOnlyList<Companion> companions) =>
        new(StreamId.OfSignIns(state.UserId), null, [Signed()], Examples.Noon, Origin, [], companions)
        {
            Asserting = [new(state.Stream, state.Version)],
        };

    private static NewEvent Signed() => new(Guid.CreateVersion7(), new UserSignedIn(Examples.Noon));
}
