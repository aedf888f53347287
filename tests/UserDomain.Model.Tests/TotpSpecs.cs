using System.Text;

namespace UserDomain.Model.Tests;

public sealed class TotpSpecs
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_111_111_109);

    /// <summary>RFC 6238, appendix B, the rows of SHA1.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1_111_111_109, "07081804")]
    [InlineData(1_111_111_111, "14050471")]
    [InlineData(1_234_567_890, "89005924")]
    [InlineData(2_000_000_000, "69279037")]
    [InlineData(20_000_000_000, "65353130")]
    public void The_codes_are_those_of_the_rfc(long second, string code)
    {
        var step = Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(second));

        Totp.CodeAt(Secret, step, digits: 8).Should().Be(code);
        Totp.CodeAt(Secret, step).Should().Be(code[2..], "six digits are the last six of eight");
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_device_may_be_one_step_off_either_way_and_no_more(int steps, bool isRight)
    {
        var step = Totp.StepAt(Now) + steps;

        Totp.FindStep(Secret, Totp.CodeAt(Secret, step), Now).Should().Be(isRight ? step : null);
    }

    [Theory]
    [InlineData(29, 0)]
    [InlineData(30, 1)]
    [InlineData(59, 1)]
    public void A_step_begins_every_30_seconds(long second, long step) => Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(second)).Should().Be(step);

    [Theory]
    [InlineData("")]
    [InlineData("08180")]
    [InlineData("0081804")]
    [InlineData("81804")]
    [InlineData("O81804")]
    [InlineData("\u0660\u0668\u0661\u0668\u0660\u0664")]
    [InlineData("081805")]
    public void What_is_not_the_very_code_is_wrong(string code) => Totp.FindStep(Secret, code, Now).Should().BeNull();

    [Fact]
    public void Another_secret_has_other_codes() =>
        Totp.FindStep([.. Secret.Reverse()], Totp.CodeAt(Secret, Totp.StepAt(Now)), Now).Should().BeNull();

    /// <summary>RFC 4648, section 10, without padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    [InlineData("12345678901234567890", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    public void Base32_is_that_of_the_rfc_and_reads_back(string bytes, string text)
    {
        Base32.Write(Encoding.ASCII.GetBytes(bytes)).Should().Be(text);
        Base32.Read(text).Should().Equal(Encoding.ASCII.GetBytes(bytes));
    }

    [Theory]
    [InlineData("MZXW6===")]
    [InlineData("mzxw6")]
    [InlineData("MZXW1")]
    public void What_is_no_base32_is_no_secret(string text) => FluentActions.Invoking(() => Base32.Read(text)).Should().Throw<FormatException>();
}
