using System.Text.Json;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Retries;

/// <summary>Where the time of an answer must not tell who exists, it is kept before it is held back, whether something was appended or not.</summary>
public sealed class EvenAnswerTests
{
    [Theory]
    [InlineData("ResetPassword", true)]
    [InlineData("ResetPassword", false)]
    [InlineData("ResendVerificationEmail", true)]
    [InlineData("ResendVerificationEmail", false)]
    [InlineData("RegisterNewUser", true)]
    [InlineData("RegisterNewUser", false)]
    public async Task It_is_kept_before_it_is_held_back(string call, bool isKnown)
    {
        await using var venue = await TestVenue.CreateAsync();
        var user = await (await venue.StartHostAsync()).NewUserAsync();
        var holding = await venue.StartHostAsync(settings => settings with { Venue = settings.Venue with { EvenAnswersAfter = TimeSpan.FromHours(1) } });
        if (call == "ResendVerificationEmail")
            await venue.RecordAsync(user.Id, new Model.UserEmailUnverified());
        var (name, email) = isKnown ? (user.Name, user.Email) : ("nobody", "nobody@example.com");
        var body = JsonSerializer.Serialize(new { UserName = name, Email = email, UserInfo = new { UserName = "new", Email = email, passwordHash = TestUser.Password } });
        using var leaving = new CancellationTokenSource();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(holding.Address, $"/AP/{call}")) { Content = new StringContent(body), Headers = { { "Idempotency-Key", "k" } } };

        var sent = http.SendAsync(request, leaving.Token);

        await Eventually.HoldsAsync(async () => await venue.Database.AskAsync<long>("select count(*) from userdomain.kept_answers") == 1, "the answer is kept");
        sent.IsCompleted.Should().BeFalse("it is held back");
        await leaving.CancelAsync();
        await FluentActions.Awaiting(() => sent).Should().ThrowAsync<OperationCanceledException>();
    }
}
