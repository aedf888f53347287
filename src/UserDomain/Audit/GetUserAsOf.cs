using FluentValidation;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.Audit;

/// <summary>
/// One user as he stood at a version or at a time: his info, permissions and configuration, as GetUserInfo, GetUserPermissions and GetUserConfig would have
/// shown them. It takes longer the longer the user's history is.
/// </summary>
/// <param name="Version">After this many changes of him; it must have been reached.</param>
/// <param name="Time">At this time: what happened then is in it, what came later is not.</param>
public sealed record GetUserAsOf(long? UserId, string? UserName, long? Version, DateTimeOffset? Time = null) : IQuery<UserAsOf>, IUserQuery
{
    public Access Access => Access.Holding(Permission.Operator);

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Validator : AbstractValidator<GetUserAsOf>
    {
        public Validator() => RuleFor(call => call).Must(call => call.Version is null != call.Time is null).WithMessage("Either Version or Time is Required");
    }

    internal sealed class Handler(Subject subject, UserHistory history, CallContext context, VenueSettings venue) : IQueryHandler<GetUserAsOf, UserAsOf>
    {
        public async Task<UserAsOf> Handle(GetUserAsOf call, CancellationToken cancellationToken)
        {
            var userId = new UserId(subject.Seen.Info.UserId);
            var then = await history.AsOfAsync(
                userId, recorded => call.Version is { } version ? recorded.Version <= version : recorded.At <= call.Time, cancellationToken);
            RefusedException.Unless(then.State.Info is not null, Refusals.UserUnknown);
            RefusedException.Unless(call.Version is null || then.State.Version == call.Version, Refusals.VersionUnknown);
            return Answer(then, Redaction.ShowsAll(context.Caller, userId, subject.Reach));
        }

        private UserAsOf Answer(UserThen then, bool showsAll) => new(
            then.State.Version, Moments.Text(then.Last!.At), UserObject.Of(then.State.Info!, pendingEmailCode: ""), then.State.Info!.Permissions,
            [.. then.State.User.Config.Pairs.Select(pair => showsAll ? pair : Redaction.Redact(pair, venue))]);
    }
}

/// <summary>A user as he stood once.</summary>
/// <param name="Version">Of the last change that is in it.</param>
/// <param name="Time">When that was recorded, to the microsecond, UTC.</param>
/// <param name="User">As GetUserInfo shows him, without a code.</param>
public sealed record UserAsOf(long Version, string Time, UserObject User, IReadOnlyList<string> Permissions, IReadOnlyList<ConfigPair> Config);
