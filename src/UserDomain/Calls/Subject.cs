using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.Calls;

/// <summary>
/// The user whom the call under way is about, as authorization saw him. A handler takes him from here, so that what was allowed and
/// what is done rest on the same version.
/// </summary>
public sealed class Subject(UserRepository users, IViews views, KnownUsers known)
{
    private UserState? state;
    private Seen? seen;
    private UserId? named;

    /// <summary>How the caller reaches him.</summary>
    public Reach Reach { get; internal set; }

    /// <summary>For a command: the state to decide on. What is appended to it asserts its version.</summary>
    public UserState State => state ?? throw new InvalidOperationException("No command about a user is under way.");

    /// <summary>For a query: what was read of him.</summary>
    public Seen Seen => seen ?? throw new InvalidOperationException("No query about a user is under way.");

    /// <summary>For a query with rows: those that its own <c>SeeAsync</c> read.</summary>
    public Seen<TRow> SeenWith<TRow>() where TRow : class, IRowView<TRow> => (Seen<TRow>)Seen;

    /// <summary>Whom the call names; nobody where the name is unknown. A call that names no user is about the caller.</summary>
    internal async ValueTask<UserId?> ResolveAsync(IUserCall call, Caller caller, CancellationToken cancellationToken) => call.Target switch
    {
        { NamesNobody: true } => caller.UserId,
        { Id: { } id } => id,
        { NameKey: var key } => named ??= await views.FindUserIdAsync(key!, cancellationToken), // a name never changes hands
    };

    /// <summary>Reads him for this call; nothing for a user who does not exist.</summary>
    internal async ValueTask<UserInfoView?> ReadAsync(IUserCall call, UserId userId, CancellationToken cancellationToken)
    {
        if (call is IUserQuery query)
            return (seen = await query.SeeAsync(known, userId, cancellationToken))?.Info;
        state = await users.LoadAsync(userId, call.ConfigKeys, cancellationToken);
        return state.Info;
    }
}
