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
        using var place = await room.EnterAsync(context, cancellationToken);
        return await call.SendAsync(services.GetRequiredService<IMediator>(), payload, cancellationToken);
    }
}
