using UserDomain.Calls;
using UserDomain.Host.Http;
using UserDomain.Host.Wire;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Host.WebSockets;

/// <summary>Makes the calls of frames, each in a scope of its own, and writes what is answered.</summary>
internal sealed partial class FrameCalls(
    IServiceScopeFactory scopes, KnownCallers callers, Dispatcher dispatcher, Answers answers, TimeProvider clock, ILogger<FrameCalls> log)
{
    private static readonly StandardResponse NoSuchCall = StandardResponse.Of(new RefusedException(Refusals.CallUnknown));

    /// <returns>The reply.</returns>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    public async Task<PooledBytes> MakeAsync(FrameCall made, SocketSession session, SocketOrigin origin, CancellationToken gone)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<CallContext>();
            await FillAsync(context, session.Now, origin, gone);
            using var change = made.ChangesSession ? session.Begin() : (SocketSession.Change?)null;
            try
            {
                return Write(made.Frame, answers.Write(await dispatcher.SendAsync(made.Call, scope.ServiceProvider, () => made.ReadAsync(context), gone)));
            }
            finally
            {
                change?.To(context.Becomes);
            }
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException || !gone.IsCancellationRequested)
        {
            if (HttpAnswers.IsFault(wrong))
                Failed(wrong, made.Call.Name);
            return Write(made.Frame, answers.Write(StandardResponse.Of(wrong)));
        }
    }

    /// <summary>What is said of a frame that is none, or of no call that there is.</summary>
    public PooledBytes Refuse(Frame frame) =>
        Reply.Write(FrameKind.Error, frame.Number, frame.Name, answers.Write(frame.Wrong is { } wrong ? StandardResponse.Of(wrong) : NoSuchCall));

    private static PooledBytes Write(Frame frame, byte[] payload) => Reply.Write(FrameKind.Reply, frame.Number, frame.Name, payload);

    private async ValueTask FillAsync(CallContext context, ConnectionSession session, SocketOrigin origin, CancellationToken gone)
    {
        context.Transport = "ws";
        context.CallId = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        context.CorrelationId = origin.Correlation is { } whole ? $"{whole}/{context.CallId}" : context.CallId;
        context.Address = origin.Address;
        (context.Token, context.PendingToken) = (session.Token, session.PendingToken);
        if (context.Token is { } token)
            context.Caller = await callers.FindAsync(token, origin.Address, gone) ?? Caller.Nobody;
    }

    [LoggerMessage(1, LogLevel.Error, "{Call} failed.")]
    private partial void Failed(Exception wrong, string call);
}

/// <summary>Where a socket comes from, as its first request said.</summary>
/// <param name="Correlation">The client's own id for all that it sends.</param>
internal sealed record SocketOrigin(string? Address, string? Correlation);
