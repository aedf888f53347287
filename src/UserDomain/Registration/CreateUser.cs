using FluentValidation;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;

namespace UserDomain.Registration;

/// <summary>Makes a user, with configuration and the permissions of new users, all in one append (wire contract, 7.2).</summary>
public sealed record CreateUser(CreateUser.Info? UserInfo, long? OperatorId, string? AffiliateTag, ConfigPairs? UserConfig) : ICommand<Done>
{
    /// <summary>What a creation reads of the user object; all else in it belongs to the system and is passed over.</summary>
    /// <param name="PasswordHash">The plain first password; without one the user sets it by a mailed code.</param>
    /// <param name="AccountId">The default account; none makes a new one.</param>
    public sealed record Info(
        string? UserName, string? Email, [property: Alias("Password")] Secret? PasswordHash, bool? EmailVerified, long? AccountId,
        [property: Alias("AffiliatedId")] long? AffiliateId, [property: Alias("ReferrerId")] long? RefererId, long? OMSId, bool? Use2FA);

    public Access Access => Access.Holding(Permission.Operator).WithAnyReach().AlsoByKey();

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
            RefusedException.Unless(call.AffiliateTag is null, Refusals.AffiliateTagUnknown);
            await users.MustKnowAsync(info.AffiliateId, omsId, Refusals.AffiliateUnknown, cancellationToken);
            await users.MustKnowAsync(info.RefererId, omsId, Refusals.RefererUnknown, cancellationToken);

            var planned = new PlannedUser(
                info.UserName!.Trim(), info.Email!.Trim(), info.EmailVerified ?? false, info.AccountId, omsId, operatorId,
                info.AffiliateId ?? 0, info.RefererId ?? 0, info.Use2FA ?? false, SelfRegistered: false, info.PasswordHash,
                Permission.OfNewUsers, call.UserConfig?.Pairs ?? []);
            await users.CreateAsync(planned, cancellationToken);
            return Done.Instance;
        }
    }
}
