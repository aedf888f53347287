using FluentValidation;
using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.Listing;

/// <summary>
/// Users of the caller's OMS, a superuser's of every one, page by page; those for whom all that is given is so. They are shown as they
/// were a moment ago: what has just been changed may be missing yet. A page may be short, also empty, and still have others after it.
/// </summary>
/// <param name="UserName">How his name begins, in any case.</param>
/// <param name="Email">How his address begins, in any case.</param>
/// <param name="AccountId">An account that he is linked to, the default one or another.</param>
/// <param name="ConfigKey">A key of his configuration, exactly.</param>
/// <param name="ConfigValue">The value under that key, exactly.</param>
/// <param name="OMSId">Of which OMS; only a superuser may name another than his own.</param>
/// <param name="Limit">The most users on a page, 1 to 500; 100 where it is not given.</param>
/// <param name="After">Where the page before ended, as it said.</param>
public sealed record GetUsers(
    string? UserName, string? Email = null, long? AccountId = null, bool? Locked = null, string? ConfigKey = null, string? ConfigValue = null,
    long? OMSId = null, int? Limit = null, string? After = null) : IQuery<UserList>
{
    public Access Access => Access.Holding(Permission.Operator).WithAnyReach();

    internal sealed class Validator : AbstractValidator<GetUsers>
    {
        public Validator()
        {
            RuleFor(call => call.Limit).MustBeALimit();
            RuleFor(call => call.ConfigKey).NotNull().When(call => call.ConfigValue is not null).WithMessage("ConfigKey is Required");
        }
    }

    internal sealed class Handler(IUserDirectory directory, CallContext context) : IQueryHandler<GetUsers, UserList>
    {
        public async Task<UserList> Handle(GetUsers call, CancellationToken cancellationToken)
        {
            var search = new UserSearch(
                context.Caller.OmsToList(call.OMSId), KeyOf(call.UserName), KeyOf(call.Email), call.AccountId, call.Locked, call.ConfigKey, call.ConfigValue);
            var after = Cursor.Read<UserSearch, DirectoryPosition>(search, call.After);
            var page = await directory.FindAsync(search, after, call.Limit ?? Limits.Usual, cancellationToken);
            return new([.. page.Users.Select(ListedUser.Of)], page.End is { } end ? Cursor.Write(search, end) : null);
        }

        private static string? KeyOf(string? beginning) => beginning is null ? null : TextKey.Of(beginning);
    }
}

/// <summary>A page of users.</summary>
/// <param name="After">What is sent to have the next page; null after the last.</param>
public sealed record UserList(IReadOnlyList<ListedUser> Users, string? After);

/// <summary>A user as he is listed.</summary>
/// <param name="Accounts">All accounts that he is linked to, the default one among them.</param>
public sealed record ListedUser(
    long UserId, string UserName, string Email, bool EmailVerified, long AccountId, IReadOnlyList<long> Accounts, DateTimeOffset DateTimeCreated,
    long OMSId, bool Use2FA, bool Locked)
{
    internal static ListedUser Of(UserDirectoryEntry user) => new(
        user.UserId, user.UserName, user.Email, user.EmailVerified, user.AccountId, user.Accounts, user.CreatedAt, user.OmsId, user.Use2FA, user.Locked);
}
