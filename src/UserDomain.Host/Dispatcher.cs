using MediatR;
using UserDomain.Calls;
using UserDomain.Host.Limits;
using UserDomain.Host.Wire;
using UserDomain.Model;

namespace UserDomain.Host;

/// <summary>Makes one call, whatever transport it came by: who should be signed in and is not is told so before his payload is looked at.</summary>
public sealed class Dispatcher(PublicRates rates, CallRoom room)
{
    /// <param name="services">A scope of the call's own, whose <see cref="CallContext"/> the transport has filled.</param>
    /// <param name="read">Reads the payload into the call.</param>
    /// <returns>The answer, which the transport writes as the wire spells it.</returns>
    /// <exception cref="RefusedException">No. Anything else that is thrown is a fault or want of room: <see cref="StandardResponse.Of(Exception)"/> tells them apart.</exception>
    public async Task<object> SendAsync(CallCatalog.Entry call, IServiceProvider services, Func<ValueTask<object>> read, CancellationToken cancellationToken)
    {
        var context = services.GetRequiredService<CallContext>();
        RefusedException.Unless(call.Access.IsPublic || context.Caller.IsSignedIn, Refusals.NotSignedIn);
        var payload = (ICall)await read();
        rates.Count(payload, context);
        return await SendAsync(services, (mediator, token) => call.SendAsync(mediator, payload, token), cancellationToken);
    }

    /// <summary>Makes a call that is read already, of somebody who is known.</summary>
    /// <inheritdoc cref="SendAsync(CallCatalog.Entry, IServiceProvider, Func{ValueTask{object}}, CancellationToken)"/>
    public async Task<object> SendAsync(IServiceProvider services, Func<IMediator, CancellationToken, Task<object>> send, CancellationToken cancellationToken)
    {
        using var place = await room.EnterAsync(services.GetRequiredService<CallContext>(), cancellationToken);
        return await send(services.GetRequiredService<IMediator>(), cancellationToken);
    }
}
