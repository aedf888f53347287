using System.Security.Cryptography;
using System.Text.Json;
using MediatR;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Calls;

/// <summary>
/// Makes a command that comes with a key once, however often it is sent: the same caller, call and key with the same payload is given the
/// first answer again (wire contract, decisions). Here a duplicate waits for the first; one at another host is held by the store when it
/// appends. What was refused or failed is not kept: it changed nothing, and may be sent again.
/// </summary>
public sealed class Idempotency<TRequest, TResponse>(CallContext context, IKeptAnswers answers, AnswerQueue queue) : IPipelineBehavior<TRequest, TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        context is { IdempotencyKey: { } given, PayloadHash: { } payload } && request is ICommand call && Keeps(call)
            ? OnceAsync(call, given, payload, next, cancellationToken)
            : next();

    private async Task<TResponse> OnceAsync(ICommand call, string given, string payload, RequestHandlerDelegate<TResponse> next, CancellationToken cancellationToken)
    {
        var key = KeyOf(call, given);
        using var turn = await queue.EnterAsync(key, cancellationToken);
        if (await FindAsync(key, cancellationToken) is { } first)
            return Repeat(first, payload);
        context.Keeping = new(key, payload, typeof(TResponse));
        try
        {
            return await KeptAsync(await next(), context.Keeping, cancellationToken);
        }
        catch (Exception late) when (late is AnswerStandsException or RefusedException or ConcurrentChangeException)
        {
            // What stood in the way may be what the first did, at another host meanwhile.
            if (await FindAsync(key, cancellationToken) is { } faster)
                return Repeat(faster, payload);
            throw;
        }
    }

    /// <summary>Sign-ins answer with sessions, which are not given twice; whom nobody knows is refused further in.</summary>
    private bool Keeps(ICommand call) => call is not ISessionCall && (call.Guard.IsPublic || context.Caller.IsSignedIn);

    private async Task<TResponse> KeptAsync(TResponse answer, Keeping keeping, CancellationToken cancellationToken)
    {
        if (keeping.IsKept)
            keeping.MustBe(answer!);
        else
            await answers.KeepAsync(keeping.Keep(answer), cancellationToken);
        return answer;
    }

    private async ValueTask<KeptAnswer?> FindAsync(string key, CancellationToken cancellationToken) =>
        await answers.FindAsync(key, cancellationToken) is { } kept ? KeptAnswer.Read(kept) : null;

    private static TResponse Repeat(KeptAnswer first, string payload)
    {
        RefusedException.Unless(first.PayloadHash == payload, Refusals.IdempotencyKeyReused);
        return first.Read<TResponse>();
    }

    /// <summary>Only a hash of it all stands in the store: names are typed by strangers, and keys are the clients' own affair.</summary>
    private string KeyOf(ICommand call, string given) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes<string?[]>([.. ScopeOf(call), typeof(TRequest).Name, given])));

    /// <summary>Whose key it is. Of people whom nobody knows, those at one address who speak of the same user are one.</summary>
    private string?[] ScopeOf(ICommand call) => context.Caller switch
    {
        { OperatingSystemUser: { } name } => ["os", name],
        { ApiKey: { } key } => ["key", key],
        { RestKey: not null, UserId: { } id } => ["rest", id.ToString()],
        { MayOnlyEnrol: true, UserId: { } id } => ["enrolling", id.ToString()],
        { UserId: { } id } => ["user", id.ToString()],
        _ => ["nobody", (call as IAboutUser)?.About.Key, context.Address],
    };
}

/// <summary>Lets one call at a time by each key of a client's.</summary>
public sealed class AnswerQueue : TurnQueue<string>;
