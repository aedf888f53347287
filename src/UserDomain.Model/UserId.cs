namespace UserDomain.Model;

/// <summary>Names one user: a positive number, given once by the database and never again, also when a creation fails.</summary>
public readonly record struct UserId(long Value)
{
    /// <summary>The user that a first start creates: <c>operator</c>.</summary>
    public static UserId FirstOperator { get; } = new(1);

    /// <summary>An id that is nobody's, to be looked for where the looking must not show.</summary>
    public static UserId Nobody { get; }

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
