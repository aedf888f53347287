using MediatR;
using Microsoft.AspNetCore.Connections;
using UserDomain.Calls;
using UserDomain.Host.Http;
using UserDomain.Host.Limits;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.Host.Rest;

/// <summary><c>/v2/…</c> (wire contract, section 9). Who calls is found out before a body is read, and what may not be told of a user is told as of nobody.</summary>
public sealed partial class RestGateway(
    RestCallers callers, RestEndpoints endpoints, PublicRates rates, Dispatcher dispatcher, HttpAnswers answers, ILogger<RestGateway> log)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (path, methods) in endpoints.All)
            routes.Map(path, http => AnswerAsync(http, methods));
        routes.Map("/v2/{**path}", http => WriteAsync(http, RestResponse.NotFound));
    }

    private async Task AnswerAsync(HttpContext http, IReadOnlyDictionary<string, RestEndpoints.Reads> methods)
    {
        if (!methods.TryGetValue(http.Request.Method, out var reads))
        {
            http.Response.Headers.Allow = string.Join(", ", methods.Keys);
            await WriteAsync(http, RestResponse.NoSuchMethod);
            return;
        }

        try
        {
            var context = http.RequestServices.GetRequiredService<CallContext>();
            if (await callers.FillAsync(context, http) is { } unknown)
            {
                rates.CountStranger(context);
                await WriteAsync(http, unknown);
            }
            else
            {
                await answers.SendAsync(http, StatusCodes.Status200OK, RestData.Of(await MakeAsync(http, context, reads)));
            }
        }
        catch (Exception gone) when (gone is ConnectionResetException || (gone is OperationCanceledException && http.RequestAborted.IsCancellationRequested))
        {
            // There is nobody to answer; what was sent to the store is done all the same.
        }
        catch (Exception wrong)
        {
            var response = RestResponse.Of(wrong);
            if (response.Status == StatusCodes.Status500InternalServerError)
                Failed(wrong, http.Request.Method, (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
            await WriteAsync(http, response);
        }
    }

    private async Task<object> MakeAsync(HttpContext http, CallContext context, RestEndpoints.Reads reads)
    {
        var (about, send) = await dispatcher.ReadAsync(() => reads(http), context, http.RequestAborted);
        try
        {
            return await dispatcher.SendAsync(http.RequestServices, send, http.RequestAborted);
        }
        catch (RefusedException no) when (no.Refusal.Kind == RefusalKind.NotAuthorized && about is { } userId)
        {
            var seesHim = context.Caller.UserId?.Value == userId || await SeesAsync(http.RequestServices.GetRequiredService<IMediator>(), userId, http.RequestAborted);
            throw seesHim ? no : new RefusedException(Refusals.UserUnknown);
        }
    }

    /// <summary>Whether the caller is shown this user when he asks for him: what he is not shown is not there (wire contract, 9.1).</summary>
    private static async Task<bool> SeesAsync(IMediator mediator, long userId, CancellationToken cancellationToken)
    {
        try
        {
            return await mediator.Send(new GetUser(userId), cancellationToken) is not null;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    private Task WriteAsync(HttpContext http, RestResponse response)
    {
        if (response.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (response.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = response == RestResponse.NoKey ? "X-API-Key" : "Bearer";
        return answers.SendAsync(http, response.Status, response);
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} {Route} failed.")]
    private partial void Failed(Exception wrong, string method, string? route);
}
