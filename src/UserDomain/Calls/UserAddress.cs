using UserDomain.Model;

namespace UserDomain.Calls;

/// <summary>How a call names a user: by id, by name, by both (then they must agree) or not at all.</summary>
public readonly record struct UserAddress(long? UserId, string? UserName)
{
    /// <summary>The id where there is one.</summary>
    public UserId? Id => UserId is { } id ? new UserId(id) : null;

    /// <summary>What the name is looked up by; names are compared ignoring case.</summary>
    public string? NameKey => UserName is { } name ? TextKey.Of(name) : null;

    public bool NamesNobody => UserId is null && UserName is null;
}
