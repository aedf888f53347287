using UserDomain.Model;

namespace UserDomain.Calls;

/// <summary>How a call names a user: by id, by name, by both (then they must agree) or not at all.</summary>
public readonly record struct UserAddress(long? UserId, string? UserName)
{
    /// <summary>For calls that name nobody else but by an address of mail.</summary>
    public string? Email { get; init; }

    /// <summary>The id where there is one.</summary>
    public UserId? Id => UserId is { } id ? new UserId(id) : null;

    /// <summary>What the name is looked up by; names are compared ignoring case.</summary>
    public string? NameKey => UserName is { } name ? TextKey.Of(name) : null;

    public bool NamesNobody => UserId is null && UserName is null;

    /// <summary>The same text for the same way of naming the same user, to count and order by; none where nobody is named. As long as what was sent.</summary>
    public string? Key => UserId is { } id ? $"id {id}" : NameKey is { } name ? $"name {name}" : Email is { } email ? $"email {TextKey.Of(email)}" : null;
}
