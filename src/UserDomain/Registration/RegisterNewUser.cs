using System.Text.Json.Serialization;
using FluentValidation;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;

namespace UserDomain.Registration;

/// <summary>
/// Makes oneself a user, who can sign in once he has confirmed his address (wire contract, 7.1). That an address is another user's does
/// not show, unless the venue wants it so: the answer is that of success, and its user is told by mail.
/// </summary>
/// <param name="AffiliateTag">Of the user who brought him in; passed over where it is nobody's.</param>
[Alias("RegisterUser")]
public sealed record RegisterNewUser(RegisterNewUser.Info? UserInfo, ConfigPairs? UserConfig, string? AffiliateTag, long? OperatorId)
    : ICommand<RegisterNewUser.Registered>, IAboutUser
{
    /// <summary>What a registration reads of the user object; all else in it is passed over.</summary>
    /// <param name="PasswordHash">The plain password.</param>
    public sealed record Info(string? UserName, string? Email, [property: Alias("Password")] Secret? PasswordHash);

    /// <summary>Under which id; one that nobody gets where the address was another's.</summary>
    public sealed record Registered([property: JsonPropertyName("UserId")] long UserId);

    public Access Access => Access.Public;

    public UserAddress About => new(null, UserInfo?.UserName);

    internal sealed class Validator : AbstractValidator<RegisterNewUser>
    {
        public Validator(VenueSettings venue)
        {
            RuleFor(call => call.UserInfo).NotNull().WithMessage("UserInfo is Required");
            When(call => call.UserInfo is not null, () =>
            {
                RuleFor(call => call.UserInfo!.UserName).MustBeAUserName();
                RuleFor(call => call.UserInfo!.Email).NotEmpty().WithMessage("Email is Required");
                RuleFor(call => call.UserInfo!.Email).MustBeAnAddress();
                RuleFor(call => call.UserInfo!.PasswordHash).NotNull().WithMessage("Password is Required");
                RuleFor(call => call.UserInfo!.PasswordHash).MustBeStrong(venue.PasswordMinLength);
            });
            RuleFor(call => call.UserConfig!).SetValidator(new ConfigPairs.Validator()).When(call => call.UserConfig is not null);
        }
    }

    internal sealed class Handler(NewUsers users, IViews views, IStrangers strangers, EvenAnswers even, VenueSettings venue)
        : ICommandHandler<RegisterNewUser, Registered>
    {
        public async Task<Registered> Handle(RegisterNewUser call, CancellationToken cancellationToken)
        {
            RefusedException.Unless(venue.RegistrationIsOpen, Refusals.SwitchedOff);
            var operatorId = call.OperatorId ?? venue.OperatorIds[0];
            venue.MustKnowOperator(operatorId);

            var owner = call.AffiliateTag is { } tag ? await users.FindByTagAsync(tag, venue.OmsIds[0], cancellationToken) : null;
            var planned = Planned(call, operatorId, owner);
            await MustBeFreeAsync(TextKey.Of(planned.UserName), cancellationToken);
            var registered = await RegisterAsync(planned, cancellationToken);
            return await even.WaitAsync(Answer(registered), cancellationToken);
        }

        private async Task<UserId> RegisterAsync(PlannedUser planned, CancellationToken cancellationToken)
        {
            if (await OwnerAsync(planned, cancellationToken) is { } owner)
                return await users.PretendAsync(planned, owner, Answer, cancellationToken);
            try
            {
                return await users.CreateAsync(planned, Answer, cancellationToken);
            }
            catch (RefusedException no) when (no.Refusal == Refusals.EmailTaken && !venue.RevealDuplicateEmail)
            {
                return await OwnerAsync(planned, cancellationToken) is { } faster
                    ? await users.PretendAsync(planned, faster, Answer, cancellationToken)
                    : await users.CreateAsync(planned, Answer, cancellationToken); // given up again just now
            }
        }

        private static Registered Answer(UserId userId) => new(userId.Value);

        private async Task<UserId?> OwnerAsync(PlannedUser planned, CancellationToken cancellationToken)
        {
            var owner = await views.FindUserIdByEmailAsync(TextKey.Of(planned.Email), cancellationToken);
            RefusedException.Unless(owner is null || !venue.RevealDuplicateEmail, Refusals.EmailTaken);
            return owner;
        }

        private async Task MustBeFreeAsync(string nameKey, CancellationToken cancellationToken)
        {
            var owner = await views.FindUserIdAsync(nameKey, cancellationToken);
            var stranger = await strangers.FindAsync(nameKey, cancellationToken);
            RefusedException.Unless(owner is null && stranger.Verifier is null, Refusals.UserNameTaken);
        }

        private PlannedUser Planned(RegisterNewUser call, long operatorId, UserId? affiliate)
        {
            var info = call.UserInfo!;
            return new(
                info.UserName!.Trim(), info.Email!.Trim(), EmailVerified: false, AccountId: null, venue.OmsIds[0], operatorId,
                AffiliateId: affiliate?.Value ?? 0, RefererId: affiliate?.Value ?? 0, Use2FA: false, SelfRegistered: true, info.PasswordHash,
                Permission.OfNewUsers, call.UserConfig?.Pairs ?? [], affiliate is null ? null : call.AffiliateTag);
        }
    }
}
