using FluentValidation;
using UserDomain.Audit;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Config;

/// <summary>
/// Each value that one key of one user's configuration ever had, the oldest first, page by page: from when until when, who set it, and by which
/// call. A value that GetUserConfig hides from a caller is hidden here too; who set it, and when, is what this is asked for.
/// </summary>
/// <param name="After">The version that the page before ended with, as it said.</param>
/// <param name="Limit">The most values on a page, 1 to 500; 100 where it is not given.</param>
public sealed record GetUserConfigHistory(long? UserId, string? UserName, string? Key, long? After = null, int? Limit = null)
    : IQuery<ConfigHistory>, IUserQuery
{
    public Access Access => Access.Holding(Permission.Operator);

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Validator : AbstractValidator<GetUserConfigHistory>
    {
        public Validator()
        {
            RuleFor(call => call.Key).NotEmpty().WithMessage("Key is Required");
            RuleFor(call => call.Limit).MustBeALimit();
        }
    }

    internal sealed class Handler(Subject subject, IEventStore store, ActorNames names, CallContext context, VenueSettings venue)
        : IQueryHandler<GetUserConfigHistory, ConfigHistory>
    {
        public async Task<ConfigHistory> Handle(GetUserConfigHistory call, CancellationToken cancellationToken)
        {
            var userId = new UserId(subject.Seen.Info.UserId);
            var showsAll = Redaction.ShowsAll(context.Caller, userId, subject.Reach);
            var (page, open, wasThere) = (new Page<PastValue>(call.Limit), (PastValue?)null, false);
            await foreach (var recorded in store.ReadPagedAsync(StreamId.OfUser(userId), 0, cancellationToken))
            {
                if (recorded.Event is not (UserConfigSet or UserConfigRemoved) || KeyOf(recorded.Event) != call.Key)
                    continue;
                wasThere = true;
                Close(open, recorded);
                open = recorded.Event is UserConfigSet set && recorded.Version > (call.After ?? 0) ? await OpenAsync(set, recorded) : null;
                if (open is not null && page.IsFull)
                    return new(page.Items, page.Items[^1].Version);
            }

            Close(open, null);
            return wasThere ? new(page.Items, null) : throw new RefusedException(Refusals.KeyUnknown);

            void Close(PastValue? value, Recorded? by)
            {
                if (value is not null)
                    page.Add(value with { Until = by is null ? null : Moments.Text(by.At) }, value.Value.Length);
            }

            async Task<PastValue> OpenAsync(UserConfigSet set, Recorded recorded) => new(
                (showsAll ? new(set.Key, set.Value) : Redaction.Redact(new(set.Key, set.Value), venue)).Value, recorded.Version, Moments.Text(recorded.At),
                Until: null, recorded.Origin.By, await names.FindAsync(recorded.Origin.By, cancellationToken), recorded.Origin.Call);
        }

        private static string? KeyOf(UserEvent happened) => happened switch { UserConfigSet e => e.Key, UserConfigRemoved e => e.Key, _ => null };
    }
}

/// <summary>A page of values, the oldest first.</summary>
/// <param name="After">What is sent to have the next page; null after the last.</param>
public sealed record ConfigHistory(IReadOnlyList<PastValue> Values, long? After);

/// <summary>A value that a key had.</summary>
/// <param name="Version">The version of the user at which it was set.</param>
/// <param name="Since">When, to the microsecond, UTC.</param>
/// <param name="Until">When another took its place, or the key was taken out; null where it is there still.</param>
/// <param name="SetBy">The user id of who set it, `os:name` for somebody at the server, null for a stranger.</param>
/// <param name="SetByName">His name, where he is a user whom the caller may know.</param>
/// <param name="SetWith">By which call.</param>
public sealed record PastValue(string Value, long Version, string Since, string? Until, string? SetBy, string? SetByName, string SetWith);
