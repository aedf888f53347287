using System.Diagnostics;
using MediatR;
using Microsoft.Extensions.Logging;
using UserDomain.Model;

namespace UserDomain.Calls;

/// <summary>One span and one log line a call: which, by whom, how it ended and how long it took. Never what was in it.</summary>
public sealed partial class Tracing<TRequest, TResponse>(CallContext context, TimeProvider clock, ILogger<ICall> log) : IPipelineBehavior<TRequest, TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        context.Call = typeof(TRequest).Name;
        using var span = Spans.Source.StartActivity(context.Call);
        context.StartedAt = clock.GetTimestamp();
        var outcome = "ok";
        try
        {
            return await next();
        }
        catch (RefusedException no)
        {
            outcome = no.Refusal.Kind.ToString();
            throw;
        }
        catch (Exception fault)
        {
            outcome = fault.GetType().Name;
            throw;
        }
        finally
        {
            span?.SetTag("outcome", outcome);
            Ended(context.Call, context.Caller.Name, outcome, clock.GetElapsedTime(context.StartedAt).TotalMilliseconds, context.CorrelationId);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Call} by {Caller}: {Outcome} in {Milliseconds:0.00} ms, {CorrelationId}")]
    private partial void Ended(string call, string? caller, string outcome, double milliseconds, string correlationId);
}

/// <summary>Where the calls' spans come from; a collector subscribes to the source's name.</summary>
public static class Spans
{
    public static ActivitySource Source { get; } = new("UserDomain");
}
