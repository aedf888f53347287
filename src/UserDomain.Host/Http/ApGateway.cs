using MediatR;
using UserDomain.Calls;
using UserDomain.Host.Wire;
using UserDomain.Model;

namespace UserDomain.Host.Http;

/// <summary>
/// <c>/AP/{Call}</c>, GET and POST, in any case: a plain payload in, a plain answer out (wire contract, 1.2). It knows no call by name.
/// Who is not signed in and should be is told so before his payload is read.
/// </summary>
public sealed partial class ApGateway(CallCatalog calls, HttpCallers callers, HttpAnswers answers, ILogger<ApGateway> log)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods("/AP/{name}", [HttpMethods.Get, HttpMethods.Post], (string name, HttpContext http) => AnswerAsync(name, http));

    private async Task AnswerAsync(string name, HttpContext http)
    {
        if (!calls.TryGet(name, out var call))
        {
            await answers.NotFoundAsync(http);
            return;
        }

        try
        {
            var context = http.RequestServices.GetRequiredService<CallContext>();
            await callers.FillAsync(context, http);
            RefusedException.Unless(call.Access.IsPublic || context.Caller.IsSignedIn, Refusals.NotSignedIn);
            var payload = Payload.Read(call, await HttpPayload.ReadAsync(http));
            var answer = await call.SendAsync(http.RequestServices.GetRequiredService<IMediator>(), payload, http.RequestAborted);
            await answers.WriteAsync(http, answer);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; what was sent to the store is done all the same.
        }
        catch (Exception wrong)
        {
            if (HttpAnswers.IsFault(wrong))
                Failed(wrong, call.Name);
            await answers.WriteAsync(http, wrong);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Call} failed.")]
    private partial void Failed(Exception wrong, string call);
}
