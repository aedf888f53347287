using MediatR;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Calls;

/// <summary>
/// Makes commands on one user take turns in this host, and has one decided again, from authorization on, where another host changed the
/// user meanwhile. Only what was appended may rest on a kept state: any other outcome is confirmed against the store first.
/// </summary>
public sealed class Conflict<TRequest, TResponse>(
    CallContext context, Subject subject, UserRepository users, UserQueue queue, TimeProvider clock) : IPipelineBehavior<TRequest, TResponse>
{
    private const int Attempts = 40;
    private const int LongestPause = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (request is not ICommand)
            return await next();

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
            catch (ConcurrentChangeException) when (attempt < Attempts)
            {
                await Task.Delay(Random.Shared.NextDouble() * Math.Min(attempt, LongestPause) * Pause, clock, cancellationToken);
            }

            users.StartAgain();
        }
    }

    private async ValueTask<IDisposable?> EnterAsync(IUserCall? call, CancellationToken cancellationToken)
    {
        if (call is null || (call.Target.NamesNobody && context.Caller.UserId is null))
            return null;
        return await subject.ResolveAsync(call, context.Caller, cancellationToken) is { } userId
            ? await queue.EnterAsync(userId, cancellationToken)
            : null;
    }
}
