namespace UserDomain.Calls;

/// <summary>
/// Who may make one call (wire contract, section 6). A superuser may make every call; a permission named like the call opens it too.
/// </summary>
public sealed record Access
{
    private IReadOnlyList<string> Listed { get; init; } = [];

    /// <summary>Anybody, signed in or not.</summary>
    public static Access Public { get; } = new() { IsPublic = true };

    /// <summary>Only somebody at the server itself.</summary>
    public static Access AtTheServer { get; } = new() { IsForTheServer = true };

    /// <summary>Only somebody signed in himself, not a program with his key, and only about himself: no permission opens it or is needed.</summary>
    public static Access OwnLogin { get; } = new() { IsOwnLogin = true };

    public bool IsPublic { get; private init; }
    public bool IsOwnLogin { get; private init; }
    public bool IsForTheServer { get; private init; }

    /// <summary>Whether it counts who calls while he must set up his second factor; he may make no other call, and is nobody to those that anybody may make.</summary>
    public bool IsOpenWhileEnrolling { get; private init; }

    /// <summary>Whether everyone signed in may make it about himself.</summary>
    public bool IsOpenToSelf { get; private init; }

    /// <summary>Whether it takes reach of any user; less is not enough, not even for oneself where it is not open to self.</summary>
    public bool NeedsAnyReach { get; private init; }

    /// <summary>Whether programs may make it by an API key, as far as the key's permissions go. A command that does not say so is closed to them.</summary>
    public bool IsOpenToKeys { get; private init; }

    /// <summary>Whether it may also be made by a key for the REST endpoint where it is closed to other keys.</summary>
    public bool IsOpenToRestKeys { get; private init; }

    /// <summary>The rule in words, for the access table that a test keeps.</summary>
    public string Rule => RuleForMost + (IsOpenWhileEnrolling ? ", also while enrolling" : "");

    private string RuleForMost =>
        IsPublic ? "anybody"
        : IsOwnLogin ? "own login"
        : IsForTheServer ? "at the server"
        : string.Join(" or ", [.. Listed, .. IsOpenToSelf ? ["self"] : Array.Empty<string>()]) + (NeedsAnyReach ? ", any user" : ", by reach");

    public static Access Holding(params string[] permissions) => new() { Listed = permissions };

    /// <summary>Also about oneself, without any permission.</summary>
    public Access OrSelf() => this with { IsOpenToSelf = true };

    /// <summary>Also for somebody who must set up his second factor before anything else.</summary>
    public Access WhileEnrolling() => this with { IsOpenWhileEnrolling = true };

    /// <summary>Only for those who reach any user.</summary>
    public Access WithAnyReach() => this with { NeedsAnyReach = true };

    /// <summary>Also by an API key: what it changes is no credential, or the rule behind it tells programs from people.</summary>
    public Access AlsoByKey() => this with { IsOpenToKeys = true };

    /// <summary>Also by a key for the REST endpoint, which is a login there.</summary>
    public Access AlsoByRestKey() => this with { IsOpenToRestKeys = true };

    /// <summary>Whether the call may come the way that the caller comes: programs ask, and make the commands that are open to keys or to anybody.</summary>
    public bool Admits(Caller caller, ICall call) =>
        !caller.IsProgram || call is not ICommand || IsPublic || IsOpenToKeys || (IsOpenToRestKeys && caller.ApiKey is null);

    /// <summary>
    /// Whether the caller may make it about himself without any permission. A program with an API key only asks so: to change its own user it must hold
    /// what the call takes. One with a key for the REST endpoint passes for its user.
    /// </summary>
    public bool AllowsSelf(Caller caller, ICall call) => IsOpenToSelf && (caller.ApiKey is null || call is not ICommand);

    /// <summary>Whether the caller holds what the call takes, whoever it is about.</summary>
    public bool Allows(Caller caller, string call) =>
        IsPublic
        || (IsForTheServer ? caller.OperatingSystemUser is not null
            : IsOwnLogin ? caller is { UserId: not null, IsProgram: false }
            : caller.IsSuperuser || caller.HoldsAny(Listed) || caller.Holds(call));
}
