namespace UserDomain.Calls;

/// <summary>Another name that clients know a member or a call by. Names are read ignoring case; two of a member that are given must agree.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class AliasAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names { get; } = names;
}
