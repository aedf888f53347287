using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Profile;

/// <summary>One user as the REST endpoint shows him (wire contract, 9.3).</summary>
public sealed record GetUser(long? UserId) : IQuery<UserIdInfo>, IUserQuery, IRestCall
{
    public string StandsFor => nameof(GetUserInfo);

    public Access Access => Access.Holding(Permission.Operator, Permission.Trading, Permission.AccountReadOnly).OrSelf();

    public UserAddress Target => new(UserId, null);

    async ValueTask<Seen?> IUserQuery.SeeAsync(IUserViews views, UserId userId, CancellationToken cancellationToken) =>
        await views.FindConfigAsync(userId, cancellationToken);

    internal sealed class Handler(Subject subject, CallContext context, VenueSettings venue) : IQueryHandler<GetUser, UserIdInfo>
    {
        public Task<UserIdInfo> Handle(GetUser call, CancellationToken cancellationToken)
        {
            var seen = (SeenConfig)subject.Seen;
            var showsAll = Redaction.ShowsAll(context.Caller, new(seen.Info.UserId), subject.Reach);
            return Task.FromResult(UserIdInfo.Of(seen.Info, firstName: ValueOf("FirstName"), lastName: ValueOf("LastName")));

            string ValueOf(string key) => seen.Pairs.Where(pair => pair.Key == key)
                .Select(pair => showsAll ? pair : Redaction.Redact(pair, venue)).SingleOrDefault()?.Value ?? "";
        }
    }
}
