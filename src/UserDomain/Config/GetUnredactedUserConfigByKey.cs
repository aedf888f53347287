using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Config;

/// <summary>One key of one user with its value, not hidden, as an array of one pair (wire contract, 7.6). For those whom <see cref="GetAllUnredactedUserConfigsForUser"/> is for.</summary>
public sealed record GetUnredactedUserConfigByKey(long? UserId, string? UserName, string? Key) : IQuery<IReadOnlyList<ConfigPair>>, IUserQuery
{
    public Access Access => Access.Holding(Permission.Operator).OrSelf();

    public UserAddress Target => new(UserId, UserName);

    async ValueTask<Seen?> IUserQuery.SeeAsync(IUserViews views, UserId userId, CancellationToken cancellationToken) =>
        await views.FindConfigAsync(userId, cancellationToken);

    internal sealed class Validator : AbstractValidator<GetUnredactedUserConfigByKey>
    {
        public Validator() => RuleFor(call => call.Key).NotEmpty().WithMessage("Key is Required");
    }

    internal sealed class Handler(Subject subject, CallContext context) : IQueryHandler<GetUnredactedUserConfigByKey, IReadOnlyList<ConfigPair>>
    {
        public Task<IReadOnlyList<ConfigPair>> Handle(GetUnredactedUserConfigByKey call, CancellationToken cancellationToken)
        {
            var seen = (SeenConfig)subject.Seen;
            RefusedException.Unless(Redaction.ShowsAll(context.Caller, new(seen.Info.UserId), subject.Reach), Refusals.NotAuthorized);
            var pairs = seen.Pairs.Where(pair => pair.Key == call.Key).ToArray();
            return pairs is [] ? throw new RefusedException(Refusals.KeyUnknown) : Task.FromResult<IReadOnlyList<ConfigPair>>(pairs);
        }
    }
}
