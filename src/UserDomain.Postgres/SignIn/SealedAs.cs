namespace UserDomain.Postgres.SignIn;

/// <summary>What each kind of secret is sealed as: one kind cannot be opened as another. Chosen once.</summary>
internal static class SealedAs
{
    public const string Sample = "sample";
    public const string EmailCode = "email-code";
    public const string TwoFactorSecret = "two-factor-secret";
    public const string ApiKeySecret = "api-key-secret";
    public const string Letter = "letter";
    public const string KeptAnswer = "kept-answer";
}
