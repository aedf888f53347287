using System.Runtime.ExceptionServices;
using System.Text.Json;
using UserDomain.Calls;
using UserDomain.Host.Wire;
using UserDomain.Model;

namespace UserDomain.Host.WebSockets;

/// <summary>A frame and the call that it names, read when it comes: by what it holds frames are put in order. A payload that is wrong is told of only in its turn.</summary>
internal sealed class FrameCall
{
    private readonly JsonElement json;
    private readonly object? payload;
    private readonly RefusedException? wrong;

    /// <param name="mayCall">Whether the call can be more than refused: a payload is not looked at for somebody who should be signed in and is not.</param>
    public FrameCall(Frame frame, CallCatalog.Entry call, bool mayCall)
    {
        (Frame, Call) = (frame, call);
        if (!mayCall)
            return;
        try
        {
            json = FrameReader.PayloadOf(frame);
            payload = Payload.Read(call, json);
        }
        catch (RefusedException no)
        {
            wrong = no;
        }
    }

    public Frame Frame { get; }

    public CallCatalog.Entry Call { get; }

    /// <summary>What it asks for; none where that could not be read.</summary>
    public object? Asked => payload;

    public bool ChangesSession => payload is ISessionCall;

    /// <param name="context">Takes what the client marks a command with.</param>
    public ValueTask<object> ReadAsync(CallContext context)
    {
        if (wrong is not null)
            ExceptionDispatchInfo.Throw(wrong);
        if (payload is null)
            throw new InvalidOperationException("Whoever may not make the call is refused before it is read.");
        IdempotencyKeys.Take(context, payload, json);
        return new(payload);
    }
}
