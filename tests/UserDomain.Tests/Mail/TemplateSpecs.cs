using UserDomain.Mail;

namespace UserDomain.Tests.Mail;

/// <summary>Templates and links of the venue's own: those that cannot be used are named before a letter is written.</summary>
public sealed class TemplateSpecs : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 20, 30, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("templates-").FullName;

    [Fact]
    public void A_file_in_the_folder_replaces_the_template_of_its_name_and_no_other()
    {
        Write("ConfirmEmail", "\uFEFFWelcome, {UserName}\r\n\r\nYour code: {Code}\r\n");
        var letters = Read();

        var confirm = letters.ConfirmEmail("a@x", "b\r\nBcc: c", new(7), new("42"), Now);

        confirm.Subject.Should().Be("Welcome, b  Bcc[:] c", "a subject is one line");
        confirm.Text.Should().Be("Your code: 42");
        letters.AlreadyRegistered("a@x", Now).Subject.Should().Be("You have an account already");
    }

    [Fact]
    public void A_place_that_nothing_is_put_in_is_named() =>
        Refusing("EmailChanged", "Changed\n\nto {NewAddress}").Should().Match("*EmailChanged.txt has {NewAddress}, which nothing is put in for*{UserName}, {Now}.");

    [Fact]
    public void A_template_without_a_subject_is_named() => Refusing("AlreadyRegistered", "\n").Should().Match("*AlreadyRegistered.txt is empty*");

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Refusal(new() { Templates = "/no/such/folder" }).Should().Match("There is no folder /no/such/folder, which USERDOMAIN_MAIL__TEMPLATES names.");

    [Theory]
    [InlineData("https://venue.example/confirm?user={UserId}", "USERDOMAIN_MAIL__CONFIRMLINK has no {Code}*")]
    [InlineData("venue.example/{Code}", "USERDOMAIN_MAIL__CONFIRMLINK is no address of a page*")]
    [InlineData("javascript:alert('{Code}')", "USERDOMAIN_MAIL__CONFIRMLINK is no address of a page*")]
    public void A_link_that_could_do_nothing_is_named(string link, string sentence) => Refusal(new() { ConfirmLink = link }).Should().Match(sentence);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Letters Read() => new(new() { Templates = folder }, new());

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, $"{name}.txt"), text);

    private string Refusing(string name, string text)
    {
        Write(name, text);
        return Refusal(new() { Templates = folder });
    }

    private static string Refusal(MailSettings settings) =>
        FluentActions.Invoking(() => new Letters(settings, new())).Should().Throw<MailSettingsException>().Which.Message;
}
