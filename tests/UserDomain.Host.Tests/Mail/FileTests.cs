using Microsoft.Extensions.DependencyInjection;
using UserDomain.Mail;
using UserDomain.Postgres.Tests;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Mail;

/// <summary>Where no server is named, letters become files that mail programs open.</summary>
public sealed class FileTests
{
    [Fact]
    public async Task A_letter_becomes_a_file_that_only_the_host_can_read()
    {
        await using var venue = await TestVenue.CreateAsync();
        var data = TestFolder.New();
        var host = await venue.StartHostAsync(settings => settings with { Data = data });
        var (folder, at) = (Path.Combine(data, "mail"), TimeProvider.System.GetUtcNow());
        var letter = host.Services.GetRequiredService<Letters>().ConfirmEmail("josé@bücher.example", "ada", new(7), new("code-42"), at);

        await host.Services.GetRequiredService<IStrangers>().ReserveAsync("KEY", new("verifier"), letter, null, default);
        await Eventually.HoldsAsync(async () => await venue.Database.AskAsync<long>("select count(*) from userdomain.outbox") == 0, "it is sent");

        File.GetUnixFileMode(folder).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.EnumerateFileSystemEntries(folder).Should().ContainSingle("what it was written in is gone").Which.Should().MatchRegex(@"/[0-9a-f]{32}\.eml$");
        var mail = new ReadMail("", (await File.ReadAllTextAsync(Directory.EnumerateFiles(folder).Single())).ReplaceLineEndings("\n"));
        mail.Subject.Should().Be("Confirm your e-mail address");
        mail.Header("To").Should().Contain("josé@");
        mail.Text.Should().Contain("code-42").And.Contain("Hello ada,").And.Contain("/AP/confirmemail?UserId=7&VerifyEmailCode=code-42");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_leaves_the_letter_waiting()
    {
        await using var venue = await TestVenue.CreateAsync();
        var data = TestFolder.New();
        await File.WriteAllTextAsync(data, "no folder");
        var host = await venue.StartHostAsync(settings => settings with { Data = data });

        await host.Services.GetRequiredService<IStrangers>().ReserveAsync("KEY", new("verifier"), new("a@x", "s", "t") { GoodUntil = Examples.Noon.AddYears(99) }, null, default);

        await Eventually.HoldsAsync(async () => await venue.Database.AskAsync<long>("select count(*) from userdomain.outbox where attempts = 1 and due_at > now()") == 1, "it is tried again");
    }
}
