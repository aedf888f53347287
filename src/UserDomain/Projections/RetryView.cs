using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.Projections;

/// <summary>Has a view that an event stopped try that event again, from the server itself: after what was wrong is repaired, or by a newer release.</summary>
public sealed record RetryView(string View) : ICommand<Done>
{
    public Access Access => Access.AtTheServer;

    internal sealed class Handler(StoppedViews stopped) : ICommandHandler<RetryView, Done>
    {
        public async Task<Done> Handle(RetryView call, CancellationToken cancellationToken)
        {
            await stopped.EndAsync(call.View, stop => new ViewRetried(call.View, stop.Event), cancellationToken);
            return Done.Instance;
        }
    }
}
