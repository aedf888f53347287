using System.Globalization;
using System.Text.Json;
using MediatR;
using UserDomain.Calls;
using UserDomain.Host.Http;
using UserDomain.Host.Wire;
using UserDomain.Profile;
using UserDomain.RestKeys;

namespace UserDomain.Host.Rest;

/// <summary>What there is under <c>/v2</c>: each path with its methods, and the call that a request is (wire contract, 9.2 and 9.3).</summary>
public sealed class RestEndpoints(HttpPayload payloads, UpdateConfigReader updates)
{
    /// <summary>Reads a request. Its caller is known by then.</summary>
    public delegate ValueTask<RestRequest> Reads(HttpContext http);

    /// <summary>A call that is read, and what it is sent by.</summary>
    /// <param name="UserId">Whom it is about, where the request says so.</param>
    /// <param name="SendAsync">Makes the call; what it answers is the envelope's data.</param>
    public sealed record RestRequest(long? UserId, Func<IMediator, CancellationToken, Task<object>> SendAsync);

    /// <summary>Some clients' pages have key-generate as GET.</summary>
    public IReadOnlyList<(string Path, IReadOnlyDictionary<string, Reads> Methods)> All =>
    [
        ("/v2/users/update-config", On((HttpMethods.Post, UpdateConfigAsync))),
        ("/v2/users/me", On((HttpMethods.Get, _ => new(Show(null))))),
        ("/v2/users/{id}", On((HttpMethods.Get, http => new(Show(IdOf(http)))))),
        ("/v2/users/key-generate/{id?}", On((HttpMethods.Post, GenerateAsync), (HttpMethods.Get, GenerateAsync))),
        ("/v2/users/key/{id?}", On((HttpMethods.Delete, RevokeAsync))),
    ];

    private async ValueTask<RestRequest> UpdateConfigAsync(HttpContext http)
    {
        var call = await payloads.ReadAsync(http, json => Marked(http, updates.Read(json), json));
        return new(call.UserId, async (mediator, cancellationToken) => await mediator.Send(call, cancellationToken) is not null);
    }

    private static ValueTask<RestRequest> GenerateAsync(HttpContext http)
    {
        var id = IdOf(http);
        var call = Marked(http, new GenerateUserRestKey(id, null), PathOf(id));
        return new(new RestRequest(id, async (mediator, cancellationToken) => (await mediator.Send(call, cancellationToken)).Shown));
    }

    private static ValueTask<RestRequest> RevokeAsync(HttpContext http)
    {
        var id = IdOf(http);
        var call = Marked(http, new RevokeUserRestKey(id, null), PathOf(id));
        return new(new RestRequest(id, async (mediator, cancellationToken) => await mediator.Send(call, cancellationToken) is not null));
    }

    private static RestRequest Show(long? id) => new(id, async (mediator, cancellationToken) => await mediator.Send(new GetUser(id), cancellationToken));

    /// <summary>The id in the path; none means the caller.</summary>
    private static long? IdOf(HttpContext http) => http.GetRouteValue("id") switch
    {
        null => null,
        string text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 => id,
        _ => throw Wrong.Invalid("userId"),
    };

    /// <summary>Takes what the client marks a command with. Its body's members are his own, so that the key can only be a header.</summary>
    private static T Marked<T>(HttpContext http, T call, JsonElement said) where T : notnull
    {
        IdempotencyKeys.Take(http.RequestServices.GetRequiredService<CallContext>(), call, said, inPayload: false);
        return call;
    }

    /// <summary>What a request without a body says, as one.</summary>
    private static JsonElement PathOf(long? id) => JsonSerializer.SerializeToElement(new { userId = id });

    private static Dictionary<string, Reads> On(params (string Method, Reads Reads)[] methods) =>
        methods.ToDictionary(one => one.Method, one => one.Reads, StringComparer.OrdinalIgnoreCase);
}
