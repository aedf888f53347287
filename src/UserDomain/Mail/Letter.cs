namespace UserDomain.Mail;

/// <summary>One letter to one address. It prints no member: the text may hold a code.</summary>
public sealed record Letter(string To, string Subject, string Text)
{
    /// <summary>When it is of no use any more; what could not be sent until then is given up.</summary>
    public required DateTimeOffset GoodUntil { get; init; }

    public override string ToString() => nameof(Letter);
}
