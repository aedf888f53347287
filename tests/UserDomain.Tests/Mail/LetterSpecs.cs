using UserDomain.Calls;
using UserDomain.Mail;

namespace UserDomain.Tests.Mail;

/// <summary>What letters say, whatever names and addresses they are about.</summary>
public sealed class LetterSpecs
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 22, 30, 15, TimeSpan.FromHours(2));
    private static readonly Secret Code = new("3f2b0c1e-0d7e-4a4e-9b57-6b2d8f4d9a10");

    private readonly Letters letters = new(new MailSettings { ConfirmLink = MailSettings.ConfirmLinkAt("https://venue.example/") }, new VenueSettings());

    [Fact]
    public void A_letter_that_confirms_an_address_brings_the_link_and_the_code()
    {
        var letter = letters.ConfirmEmail("ada@example.org", "ada", new(7), Code, Now);

        letter.To.Should().Be("ada@example.org");
        letter.Subject.Should().Be("Confirm your e-mail address");
        letter.GoodUntil.Should().Be(Now.AddHours(24));
        letter.Text.Should().StartWith("Hello ada,\n")
            .And.Contain($"\nhttps://venue.example/AP/confirmemail?UserId=7&VerifyEmailCode={Code.Reveal()}\n")
            .And.Contain($"\n\n{Code.Reveal()}\n").And.Contain("of user 7 is good until 2026-03-02 20:30 UTC");
    }

    [Fact]
    public void A_letter_that_resets_a_password_brings_the_code_and_a_link_where_there_is_one()
    {
        var without = letters.ResetPassword("ada@example.org", "ada", new(7), Code, Now);
        var with = new Letters(new() { ResetLink = "https://venue.example/reset#{Code}/{UserId}" }, new() { CodeLifetime = TimeSpan.FromHours(1) })
            .ResetPassword("ada@example.org", "ada", new(7), Code, Now);

        without.Text.Should().Contain($"asked for a new password.\n\nThe code that sets it is\n\n{Code.Reveal()}\n").And.NotContain("http");
        with.Text.Should().Contain($"\n\nhttps://venue.example/reset#{Code.Reveal()}/7\n\n");
        with.GoodUntil.Should().Be(Now.AddHours(1), "that is how long the code is");
    }

    [Fact]
    public void Notices_say_when_and_nothing_that_others_chose()
    {
        var changed = letters.EmailChanged("old@example.org", "ada", Now);
        var registered = letters.AlreadyRegistered("ada@example.org", Now);

        (changed.To, registered.To).Should().Be(("old@example.org", "ada@example.org"));
        changed.Text.Should().Contain("Hello ada,").And.Contain("since 2026-03-01 20:30 UTC");
        registered.Text.Should().Contain("at 2026-03-01 20:30 UTC somebody");
        (changed.GoodUntil, registered.GoodUntil).Should().Be((Now.AddDays(3), Now.AddDays(3)));
    }

    [Theory]
    [InlineData("{Code}", "Hello {Code},")]
    [InlineData("{Link}{UserId}", "Hello {Link}{UserId},")]
    [InlineData("https://evil.example/x", "Hello https[:][/][/]evil[.]example[/]x,")]
    [InlineData("www.evil.example", "Hello www[.]evil[.]example,")]
    [InlineData("ada@evil.example", "Hello ada[@]evil[.]example,")]
    [InlineData("evil\u3002example", "Hello evil[\u3002]example,")]
    [InlineData("a\r\nBcc: b", "Hello a  Bcc[:] b,")]
    [InlineData("a\u2028b\u202ec\U000e0041d", "Hello a b c d,")]
    [InlineData("$0 $1 ${name}", "Hello $0 $1 ${name},")]
    [InlineData("José Müller 山田", "Hello José Müller 山田,")]
    public void A_name_becomes_neither_a_link_nor_a_place_nor_a_line(string name, string greeting) =>
        letters.ConfirmEmail("ada@example.org", name, new(7), Code, Now).Text.Split('\n')[0].Should().Be(greeting);

    [Fact]
    public void A_name_that_is_a_message_of_its_own_is_cut() =>
        letters.EmailChanged("ada@example.org", string.Concat(Enumerable.Repeat("🎁", 100)), Now).Text
            .Split('\n')[0].Should().Be($"Hello {string.Concat(Enumerable.Repeat("🎁", 40))}…,");

    [Fact]
    public void A_code_cannot_get_out_of_the_link() =>
        letters.ConfirmEmail("ada@example.org", "ada", new(7), new("a&b=c #{UserId}/é\r\n"), Now).Text
            .Should().Contain("?UserId=7&VerifyEmailCode=a%26b%3Dc%20%23%7BUserId%7D%2F%C3%A9%0D%0A\n");

    [Fact]
    public void A_letter_prints_nothing_of_itself() =>
        letters.ConfirmEmail("ada@example.org", "ada", new(7), Code, Now).ToString().Should().Be("Letter");
}
