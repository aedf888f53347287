using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.Projections;

/// <summary>
/// Has a view pass over the event that stopped it, from the server itself, for good: what it shows then lacks that event, also when it is
/// built again. Only the very event that stopped it can be named.
/// </summary>
/// <param name="Event">The event's place in the order of all events.</param>
public sealed record SkipViewEvent(string View, long Event) : ICommand<Done>
{
    public Access Access => Access.AtTheServer;

    internal sealed class Handler(StoppedViews stopped) : ICommandHandler<SkipViewEvent, Done>
    {
        public async Task<Done> Handle(SkipViewEvent call, CancellationToken cancellationToken)
        {
            await stopped.EndAsync(call.View, stop => Skip(call, stop), cancellationToken);
            return Done.Instance;
        }

        private static ViewEventSkipped Skip(SkipViewEvent call, ViewStop stop) => stop.Event == call.Event
            ? new(call.View, stop.Event, stop.EventId)
            : throw new RefusedException(Refusals.ViewStoppedElsewhere);
    }
}
