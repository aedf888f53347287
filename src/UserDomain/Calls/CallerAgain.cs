using UserDomain.ApiKeys;
using UserDomain.RestKeys;
using UserDomain.SignIn;

namespace UserDomain.Calls;

/// <summary>Finds out once more who makes a call, by what it came with, as he is in the store by now.</summary>
public sealed class CallerAgain(ISessions sessions, ApiKeyCheck keys, RestKeyCheck restKeys, CallerChanges changes)
{
    /// <summary>Nobody where what it came with is good no more, or where it came with nothing.</summary>
    public ValueTask<Caller?> FindAsync(CallContext context, CancellationToken cancellationToken) => context.Caller switch
    {
        { Session: { } session } => sessions.FindAsync(session, context.Address, cancellationToken),
        { RestKey: { } key } => restKeys.FindCallerAsync(key, cancellationToken),
        { ApiKey: { } key } => keys.FindAgainAsync(key, cancellationToken),
        _ => default,
    };

    /// <summary>Has the call made by him as he is now.</summary>
    /// <returns>Whether that is another than he was.</returns>
    public async ValueTask<bool> RenewAsync(CallContext context, CancellationToken cancellationToken)
    {
        var before = context.Caller;
        context.Caller = await FindAsync(context, cancellationToken) ?? Caller.Nobody;
        var isOther = FactsOf(context.Caller) != FactsOf(before);
        if (isOther && before.UserId is { } userId)
            changes.Changed(userId);
        return isOther;
    }

    private static (long?, bool, bool) FactsOf(Caller caller) => (caller.Version, caller.SecondFactorConfirmed, caller.MayOnlyEnrol);
}
