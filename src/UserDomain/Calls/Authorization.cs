using MediatR;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.Calls;

/// <summary>
/// Lets a call through only if the caller may make it, and about that user. Unconstrained on purpose: with a constraint the container
/// would leave it out for anything that is no call, which would then be open to everybody.
/// </summary>
public sealed class Authorization<TRequest, TResponse>(CallContext context, Subject subject, VenueSettings venue) : IPipelineBehavior<TRequest, TResponse>
{
    private Caller Caller => context.Caller;

    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (request is not ICall call)
            throw new InvalidOperationException($"{typeof(TRequest).Name} is no call, so nobody may make it.");

        RefusedException.Unless(call.Guard.IsPublic || Caller.IsSignedIn, Refusals.NotSignedIn);
        RefusedException.Unless(call.Guard.Admits(Caller, call), Refusals.NotAuthorized);
        CheckSecondFactor(call);
        if (call is IUserCall userCall)
            await AuthorizeAsync(userCall, cancellationToken);
        else
            RefusedException.Unless(call.Guard.Allows(Caller, call.GuardedAs), Refusals.NotAuthorized);
        return await next();
    }

    private void CheckSecondFactor(ICall call)
    {
        if (Caller.MayOnlyEnrol && !call.Guard.IsOpenWhileEnrolling)
        {
            RefusedException.Unless(call.Guard.IsPublic, Refusals.NotAuthorized);
            context.Caller = Caller.Nobody; // what anybody may do, he does as anybody: it is no login yet
        }

        var isDue = Caller.Use2FA && !Caller.SecondFactorConfirmed && venue.SecondFactorCalls.Contains(call.GuardedAs, StringComparer.OrdinalIgnoreCase);
        RefusedException.Unless(!isDue, Refusals.SecondFactorRequired);
    }

    private async Task AuthorizeAsync(IUserCall call, CancellationToken cancellationToken)
    {
        var holds = call.Guard.Allows(Caller, call.GuardedAs);
        RefusedException.Unless(holds || call.Guard.AllowsSelf(Caller, call), Refusals.NotAuthorized);
        RefusedException.Unless(Caller.UserId is not null || !call.Target.NamesNobody, Refusals.NoUserNamed);

        var userId = await subject.ResolveAsync(call, Caller, cancellationToken);
        var isSelf = userId is not null && userId == Caller.UserId;
        RefusedException.Unless(isSelf || (holds && !call.Guard.IsOwnLogin), Refusals.NotAuthorized);

        // Also for a name that is nobody's: the answer takes as long as for somebody out of reach.
        var user = await subject.ReadAsync(call, userId ?? UserId.Nobody, cancellationToken);
        subject.Reach = user is null ? Reach.None : Reaches.Of(Caller, user, reads: call is not ICommand);
        Decide(call, user);

        // After access was decided, or versions would tell strangers how often somebody was changed.
        if (call is ICommand)
            context.IfMatch?.MustAllow(subject.State);
        else if (call is IVersionedQuery)
            context.ShownVersion = subject.Seen.Version;
    }

    private void Decide(IUserCall call, UserInfoView? user)
    {
        // Who reaches any user may know who exists; to everybody else an unknown user looks like one out of reach.
        var isOwn = Caller.UserId is { } self && self.Value == user?.UserId && call.Guard.AllowsSelf(Caller, call);
        var enough = call.Guard.NeedsAnyReach && !isOwn ? Reach.Any : Reach.Self;
        if (user is null || subject.Reach == Reach.None)
            throw new RefusedException(Caller.ReachesAnyUser() ? Refusals.UserUnknown : Refusals.NotAuthorized);
        RefusedException.Unless(subject.Reach >= enough, Refusals.NotAuthorized);
        RefusedException.Unless(call is not ICommand || !Reaches.IsOutranked(Caller, user), Refusals.NotAuthorized);
        RefusedException.Unless(call.Target.NameKey is not { } key || key == user.UserNameKey, Refusals.UserNameMismatch);
    }
}
