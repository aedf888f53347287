using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>An authenticator app with one secret in it.</summary>
/// <param name="secret">In base32, as it is typed in.</param>
public sealed class Authenticator(string secret, TimeProvider clock)
{
    public string Secret => secret;

    /// <summary>What it shows now, or where its clock is off.</summary>
    public string Code(int stepsOff = 0) => Totp.CodeAt(Base32.Read(secret), Totp.StepAt(clock.GetUtcNow()) + stepsOff);

    /// <summary>A code that is none of those that count now.</summary>
    public string WrongCode()
    {
        var right = Enumerable.Range(-2, 5).Select(Code).ToArray();
        return Enumerable.Range(0, 6).Select(digit => new string((char)('0' + digit), Totp.Digits)).First(code => !right.Contains(code));
    }
}
