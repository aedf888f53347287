using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Affiliates;

/// <summary>
/// Puts a tag in the place of the one that the user has (wire contract, section 8). A request cannot say which: of several it is the one set
/// last, which GetUserAffiliateTag names first; the others stay. Without one it is his first. A tag that he has already, in any case, changes
/// nothing, so that a repeated request takes no second one. The tag that gives way is free for anybody; users who came by it stay affiliated.
/// </summary>
/// <param name="OMSId">The OMS the user must be of; none is the caller's. Only a superuser may name another one.</param>
public sealed record UpdateUserAffiliateTag(long? OMSId, long? UserId, string? UserName, string? AffiliateTag) : ICommand<Done>, IUserCall
{
    public Access Access => Access.Holding(Permission.Operator, Permission.Trading).OrSelf().AlsoByKey();

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Validator : AbstractValidator<UpdateUserAffiliateTag>
    {
        public Validator() => RuleFor(call => call.AffiliateTag).MustBeAnAffiliateTag();
    }

    internal sealed class Handler(Subject subject, UserRepository users) : ICommandHandler<UpdateUserAffiliateTag, Done>
    {
        public async Task<Done> Handle(UpdateUserAffiliateTag call, CancellationToken cancellationToken)
        {
            subject.State.Info!.MustBeOf(call.OMSId);
            await users.ChangeAsync(subject.State, user => user.ReplaceAffiliateTag(call.AffiliateTag!), cancellationToken);
            return Done.Instance;
        }
    }
}
