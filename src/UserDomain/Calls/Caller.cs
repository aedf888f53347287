using System.Collections.Frozen;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.Calls;

/// <summary>Who is calling, with what was true of him when the call came in.</summary>
public sealed record Caller
{
    private Caller() { }

    public static Caller Nobody { get; } = new();

    /// <summary>The signed-in user; none for a stranger, and for the server itself.</summary>
    public UserId? UserId { get; private init; }

    /// <summary>Who sits at the server itself, by the operating system's name of him.</summary>
    public string? OperatingSystemUser { get; private init; }

    /// <summary>The version of his stream that all of this was read at; none for the server itself.</summary>
    public long? Version { get; private init; }

    /// <summary>The session that the call came with, for calls that end it or spare it.</summary>
    public SessionKey? Session { get; private init; }

    /// <summary>Whether the session was opened or confirmed with a second factor.</summary>
    public bool SecondFactorConfirmed { get; private init; }

    /// <summary>Whether signing in takes a second factor of him.</summary>
    public bool Use2FA { get; private init; }

    /// <summary>Whether he must set up his second factor before he may do anything else.</summary>
    public bool MayOnlyEnrol { get; private init; }

    /// <summary>The key that a program calls with in his name, or opened the session with; none for a person.</summary>
    public string? ApiKey { get; private init; }

    /// <summary>The key that a program calls the REST endpoint with in his name, with all that he may do; none for a person.</summary>
    public RestKey? RestKey { get; private init; }

    /// <summary>Whether it is a program, by a key of either kind.</summary>
    public bool IsProgram => ApiKey is not null || RestKey is not null;

    public FrozenSet<string> Permissions { get; private init; } = FrozenSet<string>.Empty;
    public long AccountId { get; private init; }
    public IReadOnlyList<long> Accounts { get; private init; } = [];
    public long OmsId { get; private init; }
    public long OperatorId { get; private init; }

    public bool IsSignedIn => UserId is not null || OperatingSystemUser is not null;

    public bool IsSuperuser => Holds(Permission.Superuser);

    /// <summary>The name that events keep of him: the user's id, <c>os:name</c> at the server itself, none for a stranger.</summary>
    public string? Name => UserId?.ToString() ?? (OperatingSystemUser is { } name ? $"os:{name}" : null);

    /// <param name="version">The version of the user's stream that the view was read at.</param>
    public static Caller Of(UserInfoView user, long version, SessionKey session) => Of(user, version) with { Session = session };

    /// <param name="session">His session as it is kept.</param>
    /// <param name="keyPermissions">What the key that opened the session was given, where one did.</param>
    public static Caller Of(UserInfoView user, long version, SessionOpened session, IEnumerable<string>? keyPermissions) =>
        (session.ApiKey is { } key ? Of(user, version, key, keyPermissions ?? []) : Of(user, version)) with
        {
            Session = session.Session,
            SecondFactorConfirmed = session.SecondFactorConfirmed,
            MayOnlyEnrol = session.Kind == SessionKind.Enrolling,
        };

    /// <summary>A program with a key: it may do what both the key and the user may (wire contract, section 4).</summary>
    public static Caller Of(UserInfoView user, long version, string apiKey, IEnumerable<string> keyPermissions) => Of(user, version) with
    {
        ApiKey = apiKey,
        Permissions = keyPermissions.Where(user.Holds).ToFrozenSet(StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>A program that calls the REST endpoint as the user himself (wire contract, 9.1).</summary>
    public static Caller ByRestKey(UserInfoView user, long version, RestKey restKey) => Of(user, version) with { RestKey = restKey };

    private static Caller Of(UserInfoView user, long version) => new()
    {
        UserId = new(user.UserId),
        Version = version,
        Permissions = user.Permissions.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
        AccountId = user.AccountId,
        Accounts = user.Accounts,
        OmsId = user.OmsId,
        OperatorId = user.OperatorId,
        Use2FA = user.Use2FA,
    };

    /// <summary>Somebody at the server itself, who could change the database as well: a superuser.</summary>
    public static Caller AtTheServer(string operatingSystemUser) => new()
    {
        OperatingSystemUser = operatingSystemUser,
        Permissions = new[] { Permission.Superuser }.ToFrozenSet(StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>His stream at the version that this was read at, for an append that rests on it; nothing for the server itself.</summary>
    public IReadOnlyList<VersionOf> AsRead => (UserId, Version) is ({ } userId, { } version) ? [new(StreamId.OfUser(userId), version)] : [];

    public bool Holds(string permission) => Permissions.Contains(permission);

    public bool HoldsAny(IReadOnlyList<string> permissions)
    {
        for (var i = 0; i < permissions.Count; i++)
        {
            if (Holds(permissions[i]))
                return true;
        }

        return false;
    }
}

/// <summary>What a session is kept under: a hash of its token, never the token.</summary>
public sealed record SessionKey(string Hash);

/// <summary>What a key for the REST endpoint is kept under: a hash of it, never the key.</summary>
public sealed record RestKey(string Hash);

/// <summary>What a session is good for.</summary>
public enum SessionKind
{
    /// <summary>Everything that its user may do.</summary>
    Open,

    /// <summary>Only to set up a second factor, which turns it into an open one.</summary>
    Enrolling,

    /// <summary>Only to give the second factor: the password was right.</summary>
    Pending,
}
