using MediatR;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Calls;

/// <summary>
/// Makes commands on one user take turns in this host, and has one decided again, from authorization on, where another host changed the
/// user meanwhile. Only what was appended may rest on a kept state: any other outcome is confirmed against the store first.
/// </summary>
public sealed class Conflict<TRequest, TResponse>(
    CallContext context, Subject subject, UserRepository users, CallerAgain callers, CallerChanges changes, UserQueue queue, TimeProvider clock)
    : IPipelineBehavior<TRequest, TResponse>
{
    private const int Attempts = 40;
    private const int LongestPause = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);

    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        request is ICommand ? DecideAsync(request, next, cancellationToken) : next();

    private async Task<TResponse> DecideAsync(TRequest request, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(request as IUserCall, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await next();
                if (await users.IsConfirmedAsync(cancellationToken))
                    return answer;
            }
            catch (RefusedException)
            {
                if (await users.IsConfirmedAsync(cancellationToken))
                    throw;
            }
            catch (ConcurrentChangeException conflict) when (attempt < Attempts)
            {
                if (RestedOnTheCaller(request, conflict))
                    context.Caller = await FindCallerAgainAsync(cancellationToken) ?? Caller.Nobody;
                await Task.Delay(Random.Shared.NextDouble() * Math.Min(attempt, LongestPause) * Pause, clock, cancellationToken);
            }

            users.StartAgain();
        }
    }

    /// <summary>Whether it was the caller who changed, on whose session and rights a change of credentials rests, another's or his own: then those count anew.</summary>
    private bool RestedOnTheCaller(TRequest request, ConcurrentChangeException conflict) =>
        request is IUserCall && context.Caller.AsRead.Any(caller => caller.Stream == conflict.Stream
            && (caller.Stream != subject.State.Stream || conflict.ExpectedVersion != subject.State.Version));

    /// <summary>As he is in the store. What was kept of him is known to be old: his next calls need not find that out again.</summary>
    private ValueTask<Caller?> FindCallerAgainAsync(CancellationToken cancellationToken)
    {
        if (context.Caller.UserId is { } userId)
            changes.Changed(userId);
        return callers.FindAsync(context, cancellationToken);
    }

    private async ValueTask<IDisposable?> EnterAsync(IUserCall? call, CancellationToken cancellationToken)
    {
        if (call is null || (call.Target.NamesNobody && context.Caller.UserId is null))
            return null;
        var userId = await subject.ResolveAsync(call, context.Caller, cancellationToken);
        var mayCall = call.Guard.Admits(context.Caller, call)
            && (call.Guard.Allows(context.Caller, call.GuardedAs) || (call.Guard.AllowsSelf(context.Caller, call) && userId == context.Caller.UserId));
        return userId is { } id && mayCall // who will be refused anyway holds up nobody's turn
            ? await queue.EnterAsync(id, cancellationToken)
            : null;
    }
}
