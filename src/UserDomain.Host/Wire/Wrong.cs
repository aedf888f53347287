using UserDomain.Model;

namespace UserDomain.Host.Wire;

/// <summary>What is said of a payload that cannot be read. It names members, never what was in them.</summary>
internal static class Wrong
{
    public static RefusedException NotJson => new(Refusals.Invalid("Payload is not valid JSON"));

    public static RefusedException NotUnicode => new(Refusals.Invalid("Payload is not valid Unicode"));

    public static RefusedException NotAnObject => new(Refusals.Invalid("Payload is not a JSON object"));

    public static RefusedException TooLong => new(Refusals.Invalid("Payload is too long"));

    public static RefusedException Invalid(string member) => new(Refusals.Invalid($"{member} is invalid"));

    public static RefusedException Missing(string member) => new(Refusals.Invalid($"{member} is Required"));
}
