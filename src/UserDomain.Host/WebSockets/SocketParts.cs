using UserDomain.EventSourcing;
using UserDomain.Host.Http;
using UserDomain.Host.Wire;

namespace UserDomain.Host.WebSockets;

/// <summary>What all sockets share.</summary>
internal sealed record SocketParts(
    CallCatalog Calls, FrameCalls Frames, IViews Views, BodyBudget Budget, UnsentBudget Unsent, HostSettings Host, TimeProvider Clock)
{
    public SocketSettings Settings => Host.WebSockets;
}
