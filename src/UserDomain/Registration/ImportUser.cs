using System.Collections.Frozen;
using FluentValidation;
using UserDomain.Affiliates;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;

namespace UserDomain.Registration;

/// <summary>Makes a user as another system, or another store, has him: from the server itself. One whose name is there already stays as he is.</summary>
/// <param name="Coming">Ids of users who are imported beside him: they count as known.</param>
/// <param name="IsTrial">Whether only to say what would come of it.</param>
public sealed record ImportUser(ImportUser.Line Given, FrozenSet<long> Coming, bool IsTrial) : ICommand<ImportUser.Outcome>
{
    /// <summary>A user as a line of a file has him.</summary>
    /// <param name="UserId">The id that he is to have; none gives him a new one.</param>
    /// <param name="Password">In the clear.</param>
    /// <param name="PasswordHash">What a password is verified against, as a PHC string, in place of one.</param>
    /// <param name="Accounts">Accounts that he is linked to beside his default one.</param>
    /// <param name="Permissions">None are those of new users.</param>
    public sealed record Line(
        long? UserId, string? UserName, string? Email, bool? EmailVerified, Secret? Password, Secret? PasswordHash, long? AccountId,
        IReadOnlyList<long>? Accounts, long? OMSId, long? OperatorId, long? AffiliateId, long? RefererId, IReadOnlyList<string>? AffiliateTags, bool? Use2FA,
        bool? Locked, IReadOnlyList<string>? Permissions, ConfigPairs? Config);

    /// <summary>What came of a line.</summary>
    public enum Outcome
    {
        Made,
        WasThere,
    }

    public Access Access => Access.AtTheServer;

    internal sealed class Validator : AbstractValidator<ImportUser>
    {
        public Validator(VenueSettings venue)
        {
            RuleFor(call => call.Given.UserName).MustBeAUserName();
            RuleFor(call => call.Given.Email).NotEmpty().WithMessage("Email is Required");
            RuleFor(call => call.Given.Email).MustBeAnAddress();
            RuleFor(call => call.Given.Password).MustBeStrong(venue.PasswordMinLength);
            RuleFor(call => call.Given.PasswordHash).Null().When(call => call.Given.Password is not null).WithMessage("Password and PasswordHash exclude each other");
            RuleForEach(call => call.Given.AffiliateTags).MustBeAnAffiliateTag();
            RuleForEach(call => call.Given.Permissions).Must(name => PermissionNames.Find(name) is not null).WithMessage("Permission not Found");
            RuleFor(call => call.Given.Config!).SetValidator(new ConfigPairs.Validator()).When(call => call.Given.Config is not null);
        }
    }

    internal sealed class Handler(NewUsers users, IViews views, VenueSettings venue, TimeProvider clock) : ICommandHandler<ImportUser, Outcome>
    {
        public async Task<Outcome> Handle(ImportUser call, CancellationToken cancellationToken)
        {
            var line = call.Given;
            if (await views.FindUserIdAsync(TextKey.Of(line.UserName!), cancellationToken) is not null)
                return Outcome.WasThere;
            var planned = Planned(line);
            venue.MustKnowOms(planned.OmsId);
            venue.MustKnowOperator(planned.OperatorId);
            await MustKnowAsync(line.AffiliateId, Refusals.AffiliateUnknown);
            await MustKnowAsync(line.RefererId, Refusals.RefererUnknown);
            if (line.UserId is { } id)
                RefusedException.Unless(await views.FindAsync(new(id), cancellationToken) is null, Refusals.Invalid("UserId is another user's"));

            if (call.IsTrial)
                await MustBeFreeAsync(line, cancellationToken);
            else
                await users.ImportAsync(planned, line.UserId, user => Also(user, line), cancellationToken);
            return Outcome.Made;

            Task MustKnowAsync(long? userId, Refusal unknown) =>
                userId is { } named && call.Coming.Contains(named) ? Task.CompletedTask : users.MustKnowAsync(userId, planned.OmsId, unknown, cancellationToken);
        }

        private PlannedUser Planned(Line line) => new(
            line.UserName!.Trim(), line.Email!.Trim(), line.EmailVerified ?? false, line.AccountId, line.OMSId ?? venue.OmsIds[0],
            line.OperatorId ?? venue.OperatorIds[0], line.AffiliateId ?? 0, line.RefererId ?? 0, line.Use2FA ?? false, SelfRegistered: false, line.Password,
            [.. (line.Permissions ?? Permission.OfNewUsers).Select(name => PermissionNames.Find(name)!).Distinct(StringComparer.Ordinal)],
            line.Config?.Pairs ?? [])
        { Verifier = line.PasswordHash };

        /// <summary>What a creation does not say, in the same append.</summary>
        private List<UserEvent> Also(User user, Line line)
        {
            var events = new List<UserEvent>();
            foreach (var account in line.Accounts ?? [])
                Decide(one => one.AddAccount(account));
            foreach (var tag in line.AffiliateTags ?? [])
                Decide(one => one.AddAffiliateTag(tag));
            return line.Locked == true ? [.. events, new UserLocked(clock.GetUtcNow())] : events;

            void Decide(Func<User, IReadOnlyList<UserEvent>> decide)
            {
                var decided = decide(user);
                events.AddRange(decided);
                user = decided.Aggregate(user, User.Evolve);
            }
        }

        /// <summary>What an append would find out.</summary>
        private async Task MustBeFreeAsync(Line line, CancellationToken cancellationToken)
        {
            RefusedException.Unless(await views.FindUserIdByEmailAsync(TextKey.Of(line.Email!), cancellationToken) is null, Refusals.EmailTaken);
            foreach (var tag in line.AffiliateTags ?? [])
                RefusedException.Unless(await views.FindUserIdByTagAsync(TextKey.Of(tag), cancellationToken) is null, Refusals.AffiliateTagTaken);
            users.Check(Planned(line), user => Also(user, line));
        }
    }
}
