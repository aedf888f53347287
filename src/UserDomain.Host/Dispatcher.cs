using MediatR;
using UserDomain.Calls;
using UserDomain.Host.Limits;
using UserDomain.Host.Wire;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Host;

/// <summary>Makes one call, whatever transport it came by: who should be signed in and is not is told so before his payload is looked at.</summary>
public sealed class Dispatcher(PublicRates rates, CallRoom room, CallerAgain callers, TimeProvider clock)
{
    /// <summary>What comes as soon as that is read for the caller as he was found. With <see cref="KnownCallers.Longest"/> it makes the second for which he may count as he was.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromMilliseconds(100);

    /// <param name="services">A scope of the call's own, whose <see cref="CallContext"/> the transport has filled.</param>
    /// <param name="read">Reads the payload into the call.</param>
    /// <returns>The answer, which the transport writes as the wire spells it.</returns>
    /// <exception cref="RefusedException">No. Anything else that is thrown is a fault or want of room: <see cref="StandardResponse.Of(Exception)"/> tells them apart.</exception>
    public async Task<object> SendAsync(CallCatalog.Entry call, IServiceProvider services, Func<ValueTask<object>> read, CancellationToken cancellationToken)
    {
        var context = services.GetRequiredService<CallContext>();
        RefusedException.Unless(call.Access.IsPublic || context.Caller.IsSignedIn, Refusals.NotSignedIn);
        var payload = (ICall)await ReadAsync(read, context, cancellationToken);
        rates.Count(payload, context);
        return await SendAsync(services, (mediator, token) => call.SendAsync(mediator, payload, token), cancellationToken);
    }

    /// <summary>Waits for what is read. Whoever lets his body come slowly is who he is at its end: else he would keep for minutes what is taken from him meanwhile.</summary>
    internal ValueTask<T> ReadAsync<T>(Func<ValueTask<T>> read, CallContext context, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp(); // before anything is read: he was found by then
        var reading = read();
        return reading.IsCompleted ? reading : WaitAsync(reading, began, context, cancellationToken);
    }

    private async ValueTask<T> WaitAsync<T>(ValueTask<T> reading, long began, CallContext context, CancellationToken cancellationToken)
    {
        var read = await reading;
        if (context.Caller.IsSignedIn && clock.GetElapsedTime(began) >= Prompt)
            await callers.RenewAsync(context, cancellationToken);
        return read;
    }

    /// <summary>Makes a call that is read already, of somebody who is known.</summary>
    /// <inheritdoc cref="SendAsync(CallCatalog.Entry, IServiceProvider, Func{ValueTask{object}}, CancellationToken)"/>
    public async Task<object> SendAsync(IServiceProvider services, Func<IMediator, CancellationToken, Task<object>> send, CancellationToken cancellationToken)
    {
        var (context, mediator) = (services.GetRequiredService<CallContext>(), services.GetRequiredService<IMediator>());
        using var place = await room.EnterAsync(context, cancellationToken);
        var found = context.Caller;
        try
        {
            return await send(mediator, cancellationToken);
        }
        catch (RefusedException no) when (no.Refusal.Kind == RefusalKind.NotAuthorized && found.Session is not null && context.Caller == found)
        {
            // A no rests on nothing that was kept of him: what he was given at another host just now is his here as well.
            if (!await callers.RenewAsync(context, cancellationToken))
                throw;
        }

        return await send(mediator, cancellationToken);
    }
}
