namespace UserDomain.Calls;

/// <summary>A text that must not be seen: it prints as stars, is not serialized, and two are never compared by accident.</summary>
public sealed class Secret(string value)
{
    private readonly string value = value;

    /// <summary>The text itself. Search for this to see everywhere a secret is used.</summary>
    public string Reveal() => value;

    public override string ToString() => "***";
}
