using System.Text.Json;
using UserDomain.Model;

namespace UserDomain.Host.WebSockets;

/// <summary>What a frame is (wire contract, section 2): clients ask, subscribe and unsubscribe; servers reply, tell and say that a frame was wrong.</summary>
internal enum FrameKind
{
    Request = 0,
    Reply = 1,
    Subscribe = 2,
    Event = 3,
    Unsubscribe = 4,
    Error = 5,
}

/// <summary>A client's frame, as far as it could be read: its reply has the number and the name in any case.</summary>
/// <param name="Number">The client's own number, nought where there is none.</param>
/// <param name="Name">The call, as the client wrote it; empty where there is none.</param>
/// <param name="Payload">Its <c>o</c>: JSON, or JSON in a string; undefined where there is none.</param>
/// <param name="Wrong">Why it is no frame, where it is none.</param>
internal sealed record Frame(long Number, string Name, JsonElement Payload, RefusedException? Wrong)
{
    public static Frame None(RefusedException wrong) => new(0, "", default, wrong);
}
