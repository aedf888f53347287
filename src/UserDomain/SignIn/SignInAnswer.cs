using System.Text.Json.Serialization;
using UserDomain.Model;

namespace UserDomain.SignIn;

/// <summary>What a sign-in is answered with (wire contract, section 4): one of the two shapes, in the spelling that clients know them by.</summary>
public abstract record SignInAnswer
{
    public static SignInAnswer Of(SignInResult result) => result.Outcome switch
    {
        SignInOutcome.SignedIn => new SignedInAnswer(result.Token!.Reveal(), SignedInUser.Of(result.User!)),
        SignInOutcome.EnrolmentDue => new SignedInAnswer(result.Token!.Reveal(), SignedInUser.Of(result.User!), EnforceEnable2FA: true),
        SignInOutcome.SecondFactorDue => new SecondFactorDueAnswer(result.Token!.Reveal()),
        SignInOutcome.Locked => new NotSignedInAnswer(true, "User is locked"),
        SignInOutcome.EmailNotVerified => new NotSignedInAnswer(false, "Email is not verified"),
        SignInOutcome.WrongPassword => new NotSignedInAnswer(false, "Invalid username or password"),
    };
}

/// <summary>The session's token, shown this once, and whose session it is. It prints no member.</summary>
/// <param name="EnforceEnable2FA">The session is good for nothing but setting up a second factor.</param>
public sealed record SignedInAnswer(
    [property: JsonPropertyName("SessionToken"), JsonPropertyOrder(2)] string Shown,
    [property: JsonPropertyName("User"), JsonPropertyOrder(3)] SignedInUser User,
    [property: JsonPropertyName("EnforceEnable2FA"), JsonPropertyOrder(7)] bool EnforceEnable2FA = false) : SignInAnswer
{
    [JsonPropertyName("Authenticated"), JsonPropertyOrder(1)]
    public bool Authenticated => true;

    [JsonPropertyName("UserId"), JsonPropertyOrder(4)]
    public long UserId => User.UserId;

    [JsonPropertyName("Locked"), JsonPropertyOrder(5)]
    public bool Locked => false;

    [JsonPropertyName("Requires2FA"), JsonPropertyOrder(6)]
    public bool Requires2FA => false;

    [JsonPropertyName("TwoFAType"), JsonPropertyOrder(8)]
    public string? TwoFAType => null;

    [JsonPropertyName("TwoFAToken"), JsonPropertyOrder(9)]
    public string? TwoFAToken => null;

    [JsonPropertyName("errormsg"), JsonPropertyOrder(10)]
    public string? ErrorMessage => null;

    public override string ToString() => nameof(SignedInAnswer);
}

/// <summary>The password was right; the token goes with the code of the second factor. It prints no member.</summary>
public sealed record SecondFactorDueAnswer(
    [property: JsonPropertyName("Pending2FaToken"), JsonPropertyOrder(5)] string Shown) : SignInAnswer
{
    private const string Authenticator = "Google";

    [JsonPropertyName("Authenticated"), JsonPropertyOrder(1)]
    public bool Authenticated => true;

    [JsonPropertyName("Requires2FA"), JsonPropertyOrder(2)]
    public bool Requires2FA => true;

    [JsonPropertyName("AuthType"), JsonPropertyOrder(3)]
    public string AuthType => Authenticator;

    [JsonPropertyName("AddtlInfo"), JsonPropertyOrder(4)]
    public string AdditionalInfo => "";

    [JsonPropertyName("Locked"), JsonPropertyOrder(6)]
    public bool Locked => false;

    [JsonPropertyName("EnforceEnable2FA"), JsonPropertyOrder(7)]
    public bool EnforceEnable2FA => false;

    [JsonPropertyName("TwoFAType"), JsonPropertyOrder(8)]
    public string TwoFAType => Authenticator;

    [JsonPropertyName("TwoFAToken"), JsonPropertyOrder(9)]
    public string TwoFAToken => Shown;

    [JsonPropertyName("errormsg"), JsonPropertyOrder(10)]
    public string? ErrorMessage => null;

    public override string ToString() => nameof(SecondFactorDueAnswer);
}

/// <summary>Who signed in.</summary>
public sealed record SignedInUser(
    [property: JsonPropertyName("UserId")] long UserId, [property: JsonPropertyName("UserName")] string UserName,
    [property: JsonPropertyName("Email")] string Email, [property: JsonPropertyName("EmailVerified")] bool EmailVerified,
    [property: JsonPropertyName("AccountId")] long AccountId, [property: JsonPropertyName("OMSId")] long OMSId,
    [property: JsonPropertyName("Use2FA")] bool Use2FA)
{
    internal static SignedInUser Of(Profile.UserInfoView user) =>
        new(user.UserId, user.UserName, user.Email, user.EmailVerified, user.AccountId, user.OmsId, user.Use2FA);
}

/// <summary>No session; the text does not say whether the name or the password was wrong.</summary>
public sealed record NotSignedInAnswer(
    [property: JsonPropertyName("locked"), JsonPropertyOrder(2)] bool Locked,
    [property: JsonPropertyName("errormsg"), JsonPropertyOrder(3)] string ErrorMessage) : SignInAnswer
{
    [JsonPropertyName("authenticated"), JsonPropertyOrder(1)]
    public bool Authenticated => false;
}
