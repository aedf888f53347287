using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Affiliates;

/// <summary>
/// Gives a user one more tag by which he brings in others (wire contract, section 8). No two users of the venue have the same, in any case;
/// one that he has already is fine. The affiliate id that clients send is passed over: who comes by the tag is affiliated with its owner.
/// </summary>
/// <param name="OMSId">The OMS the user must be of; none is the caller's. Only a superuser may name another one.</param>
public sealed record AddUserAffiliateTag(long? OMSId, long? UserId, string? UserName, string? AffiliateTag) : ICommand<Done>, IUserCall
{
    public Access Access => Access.Holding(Permission.Operator, Permission.Trading).OrSelf().AlsoByKey();

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Validator : AbstractValidator<AddUserAffiliateTag>
    {
        public Validator() => RuleFor(call => call.AffiliateTag).MustBeAnAffiliateTag();
    }

    internal sealed class Handler(Subject subject, UserRepository users) : ICommandHandler<AddUserAffiliateTag, Done>
    {
        public async Task<Done> Handle(AddUserAffiliateTag call, CancellationToken cancellationToken)
        {
            subject.State.Info!.MustBeOf(call.OMSId);
            await users.ChangeAsync(subject.State, user => user.AddAffiliateTag(call.AffiliateTag!), cancellationToken);
            return Done.Instance;
        }
    }
}
