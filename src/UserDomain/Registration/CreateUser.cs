using FluentValidation;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;

namespace UserDomain.Registration;

/// <summary>Makes a user, with configuration and the permissions of new users, all in one append (wire contract, 7.2).</summary>
/// <param name="AffiliateTag">Who has this tag brought him in: he is the affiliate, and the referer where no other is given.</param>
public sealed record CreateUser(CreateUser.Info? UserInfo, long? OperatorId, string? AffiliateTag, ConfigPairs? UserConfig) : ICommand<Done>, IAboutUser
{
    /// <summary>What a creation reads of the user object; all else in it belongs to the system and is passed over.</summary>
    /// <param name="PasswordHash">The plain first password; without one the user sets it by a mailed code.</param>
    /// <param name="AccountId">The default account; none makes a new one.</param>
    public sealed record Info(
        string? UserName, string? Email, [property: Alias("Password")] Secret? PasswordHash, bool? EmailVerified, long? AccountId,
        [property: Alias("AffiliatedId")] long? AffiliateId, [property: Alias("ReferrerId")] long? RefererId, long? OMSId, bool? Use2FA);

    public Access Access => Access.Holding(Permission.Operator).WithAnyReach().AlsoByKey();

    public UserAddress About => new(null, UserInfo?.UserName);

    internal sealed class Validator : AbstractValidator<CreateUser>
    {
        public Validator(VenueSettings venue)
        {
            RuleFor(call => call.UserInfo).NotNull().WithMessage("UserInfo is Required");
            When(call => call.UserInfo is not null, () =>
            {
                RuleFor(call => call.UserInfo!.UserName).MustBeAUserName();
                RuleFor(call => call.UserInfo!.Email).NotEmpty().WithMessage("Email is Required");
                RuleFor(call => call.UserInfo!.Email).MustBeAnAddress();
                RuleFor(call => call.UserInfo!.PasswordHash).MustBeStrong(venue.PasswordMinLength);
            });
            RuleFor(call => call.UserConfig!).SetValidator(new ConfigPairs.Validator()).When(call => call.UserConfig is not null);
        }
    }

    internal sealed class Handler(NewUsers users, CallContext context, VenueSettings venue) : ICommandHandler<CreateUser, Done>
    {
        public async Task<Done> Handle(CreateUser call, CancellationToken cancellationToken)
        {
            var (info, caller) = (call.UserInfo!, context.Caller);
            var omsId = info.OMSId ?? caller.OmsId;
            var operatorId = call.OperatorId ?? caller.OperatorId;
            venue.MustKnowOms(omsId);
            venue.MustKnowOperator(operatorId);
            RefusedException.Unless(caller.IsSuperuser || (omsId == caller.OmsId && caller.ReachesAnyUser()), Refusals.NotAuthorized);
            RefusedException.Unless(!caller.IsProgram || info.AccountId is null, Refusals.NotAuthorized); // who shares an account reaches its users
            var owner = call.AffiliateTag is { } tag ? await OwnerOfAsync(tag, omsId, cancellationToken) : null;
            RefusedException.Unless(owner is null || info.AffiliateId is null || owner == info.AffiliateId, Refusals.AffiliateMismatch);
            await users.MustKnowAsync(info.AffiliateId, omsId, Refusals.AffiliateUnknown, cancellationToken);
            await users.MustKnowAsync(info.RefererId, omsId, Refusals.RefererUnknown, cancellationToken);

            var planned = new PlannedUser(
                info.UserName!.Trim(), info.Email!.Trim(), info.EmailVerified ?? false, info.AccountId, omsId, operatorId,
                owner ?? info.AffiliateId ?? 0, info.RefererId ?? owner ?? 0, info.Use2FA ?? false, SelfRegistered: false, info.PasswordHash,
                Permission.OfNewUsers, call.UserConfig?.Pairs ?? [], call.AffiliateTag);
            await users.CreateAsync(planned, cancellationToken);
            return Done.Instance;
        }

        private async Task<long?> OwnerOfAsync(string tag, long omsId, CancellationToken cancellationToken) =>
            (await users.FindByTagAsync(tag, omsId, cancellationToken) ?? throw new RefusedException(Refusals.AffiliateTagUnknown)).Value;
    }
}
