using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Calls;

/// <summary>Around one call: who makes it and how it came in. The transport fills it before it sends the call.</summary>
public sealed class CallContext
{
    public Caller Caller { get; set; } = Caller.Nobody;

    /// <summary>The client's own id for what this call belongs to, or one made for it.</summary>
    public string CorrelationId { get; set; } = "";

    /// <summary>This call's own id, never used for another.</summary>
    public string CallId { get; set; } = "";

    /// <summary>The client's network address; none at the server itself.</summary>
    public string? Address { get; set; }

    /// <summary><c>http</c>, <c>cli</c> and so on.</summary>
    public string Transport { get; set; } = "";

    /// <summary>The name and password of a Basic header, for the one call that reads them.</summary>
    public (string UserName, Secret Password)? Basic { get; set; }

    /// <summary>The token of the session that the call came with, for the calls that answer with it.</summary>
    public Secret? Token { get; set; }

    /// <summary>The token of a sign-in that waits for its second factor, where one was sent.</summary>
    public Secret? PendingToken { get; set; }

    /// <summary>What the session of the connection is from now on, for transports that keep one; none where the call leaves it as it was.</summary>
    public ConnectionSession? Becomes { get; internal set; }

    /// <summary>What the client marks the call with, so that sending it again does nothing twice; for commands that are no sign-in, with <see cref="PayloadHash"/>.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>A hash of the payload as it was sent: the same key with another payload is refused.</summary>
    public string? PayloadHash { get; set; }

    /// <summary>The versions of the target that a command may be decided on; none where any will do.</summary>
    public IfMatch? IfMatch { get; set; }

    /// <summary>The version of the user that the answer shows, for calls that say it.</summary>
    public long? ShownVersion { get; internal set; }

    /// <summary>Where the answer is to be kept for whoever sends the call again.</summary>
    internal Keeping? Keeping { get; set; }

    /// <summary>When the call came in, as the clock counts.</summary>
    public long StartedAt { get; internal set; }

    /// <summary>The name of the call that is under way.</summary>
    public string Call { get; internal set; } = "";

    /// <summary>What is kept around every event that the call records.</summary>
    internal Origin Origin => new(Caller.Name, Call, CorrelationId, CallId, Address, Transport);
}

/// <summary>What a connection that keeps a session goes by, as if its next calls had come with these tokens.</summary>
/// <param name="UserId">Whose session it is.</param>
/// <param name="PendingToken">Of a sign-in that waits for its second factor.</param>
public sealed record ConnectionSession(Secret? Token, UserId? UserId, Secret? PendingToken)
{
    /// <summary>Nobody is signed in.</summary>
    public static ConnectionSession None { get; } = new(null, null, null);
}
