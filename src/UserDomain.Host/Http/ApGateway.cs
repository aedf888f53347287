using Microsoft.AspNetCore.Connections;
using UserDomain.Calls;
using UserDomain.Host.Wire;

namespace UserDomain.Host.Http;

/// <summary>
/// <c>/AP/{Call}</c>, GET and POST, in any case: a plain payload in, a plain answer out (wire contract, 1.2). It knows no call by name.
/// Who is not signed in and should be is told so before his payload is read.
/// </summary>
public sealed partial class ApGateway(
    CallCatalog calls, HttpCallers callers, HttpPayload payloads, Dispatcher dispatcher, HttpAnswers answers, ILogger<ApGateway> log)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods("/AP/{name}", [HttpMethods.Get, HttpMethods.Post], (RequestDelegate)AnswerAsync);

    private async Task AnswerAsync(HttpContext http)
    {
        if (!calls.TryGet((string)http.Request.RouteValues["name"]!, out var call))
        {
            await answers.NotFoundAsync(http);
            return;
        }

        try
        {
            var context = http.RequestServices.GetRequiredService<CallContext>();
            await callers.FillAsync(context, http);
            var answer = await dispatcher.SendAsync(
                call, http.RequestServices, () => payloads.ReadAsync(http, json => Payload.Read(call, json, context)), http.RequestAborted);
            await answers.WriteAsync(http, answer, context.ShownVersion);
        }
        catch (Exception gone) when (gone is ConnectionResetException || (gone is OperationCanceledException && http.RequestAborted.IsCancellationRequested))
        {
            // There is nobody to answer; what was sent to the store is done all the same.
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
