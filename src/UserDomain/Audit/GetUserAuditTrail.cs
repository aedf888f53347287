using FluentValidation;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.Model;

namespace UserDomain.Audit;

/// <summary>
/// Every change of one user in the order of versions, page by page: when, by whom, by which call and from where, and what each field was
/// before and after. Read from the record itself: what was acknowledged is there. It takes longer the longer the user's history is.
/// </summary>
/// <param name="From">Not before this time.</param>
/// <param name="To">Before this time.</param>
/// <param name="After">The version that the page before ended with, as it said.</param>
/// <param name="Limit">The most changes on a page, 1 to 500; 100 where it is not given.</param>
public sealed record GetUserAuditTrail(
    long? UserId, string? UserName, DateTimeOffset? From = null, DateTimeOffset? To = null, long? After = null, int? Limit = null)
    : IQuery<AuditTrail>, IUserQuery
{
    public Access Access => Access.Holding(Permission.Operator);

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Validator : AbstractValidator<GetUserAuditTrail>
    {
        public Validator() => RuleFor(call => call.Limit).MustBeALimit();
    }

    internal sealed class Handler(Subject subject, UserHistory history, ActorNames names, CallContext context, VenueSettings venue)
        : IQueryHandler<GetUserAuditTrail, AuditTrail>
    {
        public async Task<AuditTrail> Handle(GetUserAuditTrail call, CancellationToken cancellationToken)
        {
            var userId = new UserId(subject.Seen.Info.UserId);
            var hiding = Redaction.ShowsAll(context.Caller, userId, subject.Reach) ? null : venue;
            var (page, from) = (new Page<AuditedChange>(call.Limit), call.From ?? DateTimeOffset.MinValue);
            await foreach (var (before, after) in history.ReadAsync(userId, cancellationToken))
            {
                var recorded = after.Last!;
                if (recorded.At >= call.To)
                    break;
                if (recorded.Version <= (call.After ?? 0) || recorded.At < from)
                    continue;
                if (page.IsFull)
                    return new(page.Items, page.Items[^1].Version);
                var change = AuditedChange.Of(recorded, await names.FindAsync(recorded.Origin.By, cancellationToken), FieldChange.Of(before, after, hiding));
                page.Add(change, change.Changes.Sum(field => field.Field.Length + (field.Old?.Length ?? 0) + (field.New?.Length ?? 0)));
            }

            return new(page.Items, null);
        }
    }
}

/// <summary>A page of changes, in the order of versions.</summary>
/// <param name="After">What is sent to have the next page; null after the last.</param>
public sealed record AuditTrail(IReadOnlyList<AuditedChange> Trail, long? After);
