namespace UserDomain.Calls;

/// <summary>Another name that clients know a member by. Names are read ignoring case; two that are given must agree.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AliasAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names { get; } = names;
}
