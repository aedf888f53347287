using UserDomain.Postgres.SignIn;

namespace UserDomain.Postgres.Secrets;

/// <summary>A column that holds boxes, and how a row of it is found. Every such column is listed here, or its secrets are lost when keys are rotated.</summary>
internal sealed record SealedColumn(string Table, string Key, string Column, string Purpose)
{
    public static IReadOnlyList<SealedColumn> All { get; } =
    [
        new("userdomain.installation", "singleton", "sealed_sample", SealedAs.Sample),
        new("userdomain.email_codes", "user_id", "code", SealedAs.EmailCode),
        new("userdomain.two_factor_secrets", "user_id", "secret", SealedAs.TwoFactorSecret),
        new("userdomain.api_key_secrets", "api_key", "secret", SealedAs.ApiKeySecret),
        new("userdomain.outbox", "id", "letter", SealedAs.Letter),
        new("userdomain.kept_answers", "key", "box", SealedAs.KeptAnswer),
    ];

    /// <summary>Boxes of other keys than the one of this prefix.</summary>
    public string SelectOthers => $"select {Key}::text, {Column} from {Table} where substring({Column} from 1 for $2) <> $1";

    /// <summary>A box that somebody replaced meanwhile stays as he left it.</summary>
    public string Replace => $"update {Table} set {Column} = $3 where {Key}::text = $1 and {Column} = $2";
}
