using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Audit;

/// <summary>
/// Who did what, the newest first, page by page: one user's doings, or everybody's. Only what was done to users of the caller's OMS; a
/// superuser sees all of it. What happened a moment ago may be missing yet. A page may be short, also empty, and still have others after it.
/// </summary>
/// <param name="UserId">Who did it, by his id.</param>
/// <param name="UserName">Who did it, by his name; with an id as well, they must agree.</param>
/// <param name="Actor">Who did it, as it is recorded: the id of a user, or `os:name` of somebody at the server.</param>
/// <param name="From">Not before this time.</param>
/// <param name="To">Before this time.</param>
/// <param name="Limit">The most entries on a page, 1 to 500; 100 where it is not given.</param>
/// <param name="After">Where the page before ended, as it said.</param>
public sealed record GetUserActivity(
    long? UserId, string? UserName, string? Actor = null, DateTimeOffset? From = null, DateTimeOffset? To = null, int? Limit = null, string? After = null)
    : IQuery<ActivityList>
{
    public Access Access => Access.Holding(Permission.Operator).WithAnyReach();

    internal sealed class Validator : AbstractValidator<GetUserActivity>
    {
        public Validator()
        {
            RuleFor(call => call.Limit).MustBeALimit();
            RuleFor(call => call.Actor).Null().When(call => call.UserId is not null || call.UserName is not null)
                .WithMessage("Actor and UserId or UserName exclude each other");
        }
    }

    internal sealed class Handler(IUserActivities activities, IViews views, CallContext context) : IQueryHandler<GetUserActivity, ActivityList>
    {
        public async Task<ActivityList> Handle(GetUserActivity call, CancellationToken cancellationToken)
        {
            var omsId = context.Caller.OmsToList(null);
            var actor = call.Actor ?? await IdOfAsync(new(call.UserId, call.UserName), omsId, cancellationToken);
            var search = new ActivitySearch(omsId, actor, call.From, call.To);
            var after = Cursor.Read<ActivitySearch, ActivityPosition>(search, call.After);
            var page = await activities.FindAsync(search, after, call.Limit ?? Limits.Usual, cancellationToken);
            return new([.. page.Entries.Select(Activity.Of)], page.End is { } end ? Cursor.Write(search, end) : null);
        }

        /// <summary>Of a user of another OMS it does not show that he is there.</summary>
        private async Task<string?> IdOfAsync(UserAddress named, long? omsId, CancellationToken cancellationToken)
        {
            if (named.NamesNobody)
                return null;
            var userId = named.Id ?? await views.FindUserIdAsync(named.NameKey!, cancellationToken);
            var user = userId is { } id ? (await views.FindAsync(id, cancellationToken))?.Info : null;
            RefusedException.Unless(user is not null && (omsId is null || user.OmsId == omsId), Refusals.UserUnknown);
            RefusedException.Unless(named.NameKey is not { } key || key == user!.UserNameKey, Refusals.UserNameMismatch);
            return userId!.Value.ToString();
        }
    }
}

/// <summary>A page of what was done.</summary>
/// <param name="After">What is sent to have the next page; null after the oldest.</param>
public sealed record ActivityList(IReadOnlyList<Activity> Activities, string? After);

/// <summary>One thing that was done: one event, without what it says.</summary>
/// <param name="Time">When, to the microsecond, UTC.</param>
/// <param name="Actor">The user id of who did it, `os:name` for somebody at the server, empty for a stranger.</param>
/// <param name="Call">By which call.</param>
/// <param name="UserId">Whom it was done to; 0 where that is no user.</param>
/// <param name="Event">What happened, by its stored name.</param>
/// <param name="Version">The version that the stream had then: of the user, or of his sign-ins where `Event` is one.</param>
public sealed record Activity(
    string Time, string Actor, string Call, long UserId, string Event, long Version, string CorrelationId, string? Address, string Transport)
{
    internal static Activity Of(UserActivityEntry entry) => new(
        Moments.Text(entry.At), entry.Actor, entry.Call, entry.UserId, entry.Event, entry.Version, entry.CorrelationId, entry.Address, entry.Transport);
}
