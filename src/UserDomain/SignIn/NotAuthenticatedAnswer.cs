using System.Text.Json.Serialization;

namespace UserDomain.SignIn;

/// <summary>No session, as the calls answer that browsers sign in with (wire contract, section 4).</summary>
/// <param name="EnforceEnable2FA">The session that was named is there, and good for nothing but setting up a second factor.</param>
public sealed record NotAuthenticatedAnswer(
    [property: JsonPropertyName("errormsg"), JsonPropertyOrder(3)] string ErrorMessage,
    [property: JsonPropertyName("EnforceEnable2FA"), JsonPropertyOrder(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    bool EnforceEnable2FA = false) : SignInAnswer
{
    public static NotAuthenticatedAnswer WrongCode { get; } = new("Code is wrong or was used before");
    public static NotAuthenticatedAnswer NobodySignsIn { get; } = new("Not signed in");
    public static NotAuthenticatedAnswer MustEnrol { get; } = new("Second factor must be set up", EnforceEnable2FA: true);

    public static NotAuthenticatedAnswer Of(NotSignedInAnswer answer) => new(answer.ErrorMessage);

    [JsonPropertyName("Authenticated"), JsonPropertyOrder(1)]
    public bool Authenticated => false;
}
