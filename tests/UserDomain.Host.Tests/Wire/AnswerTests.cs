using System.Net;

namespace UserDomain.Host.Tests.Wire;

/// <summary>Statuses, headers and spellings of answers, as they are and as settings change them.</summary>
public sealed class AnswerTests(OneHost host) : IClassFixture<OneHost>
{
    [Fact]
    public async Task An_answer_is_json_that_nobody_keeps_or_guesses_about()
    {
        var answers = new[]
        {
            await (await host.OperatorAsync()).PostAsync("GetUserInfo"),
            await host.Stranger.PostAsync("GetUserInfo"),
            await (await host.OperatorAsync()).PostAsync("GetUserInfo", "{"),
        };

        foreach (var answer in answers)
        {
            answer.Headers["Content-Type"].Should().Be("application/json; charset=utf-8");
            answer.Headers["Cache-Control"].Should().Be("no-store");
            answer.Headers["X-Content-Type-Options"].Should().Be("nosniff");
            answer.Headers["Content-Length"].Should().Be($"{System.Text.Encoding.UTF8.GetByteCount(answer.Body)}");
            answer.Headers.Should().NotContainKey("Server");
        }
    }

    [Theory]
    [InlineData("trade-desk-7/42")]
    [InlineData("~!@#$%^&*()")]
    public async Task A_correlation_id_comes_back_as_it_was_sent(string sent) =>
        (await host.Stranger.PostAsync("GetUserInfo", "{}", ("x-correlation-id", sent))).Headers["X-Correlation-Id"].Should().Be(sent);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("übel")]
    [InlineData("\u007f")]
    [InlineData("129")]
    public async Task A_correlation_id_that_is_missing_or_bad_is_replaced(string? sent)
    {
        (string, string)[] headers = sent is null ? [] : [("X-Correlation-Id", sent == "129" ? new string('x', 129) : sent)];

        var one = (await host.Stranger.PostAsync("GetUserInfo", "{}", headers)).Headers["X-Correlation-Id"];
        var other = (await host.Stranger.PostAsync("GetUserInfo", "{}", headers)).Headers["X-Correlation-Id"];

        Guid.Parse(one).Should().NotBe(Guid.Parse(other));
    }

    [Fact]
    public async Task A_correlation_id_of_128_characters_is_kept() =>
        (await host.Stranger.PostAsync("GetUserInfo", "{}", ("X-Correlation-Id", new string('x', 128)))).Headers["X-Correlation-Id"].Should().HaveLength(128);

    [Fact]
    public async Task With_pascal_casing_only_the_user_object_changes_its_spelling()
    {
        await using var venue = await TestVenue.CreateAsync();
        var pascal = await venue.StartHostAsync(settings => settings with { UserKeyCasing = KeyCasing.Pascal });
        var user = await pascal.NewUserAsync();
        (await user.SetConfigAsync("a", "1")).MustSucceed();

        (await user.PostAsync("GetUserInfo")).Json.EnumerateObject().Select(member => member.Name).Should().Equal(
            "UserId", "UserName", "Email", "PasswordHash", "PendingEmailCode", "EmailVerified", "AccountId", "DateTimeCreated", "AffiliateId",
            "RefererId", "OMSId", "Use2FA", "Salt", "PendingCodeTime", "Locked", "LockedTime", "NumberOfFailedAttempt");
        (await user.PostAsync("SetUserInfo", "{}")).Json.TryGetProperty("NumberOfFailedAttempt", out _).Should().BeTrue();
        (await user.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"1"}]""");
        (await user.PostAsync("GetUserInfo", "{")).MustRefuse(100, "Payload is not valid JSON");
        (await pascal.SignInAnswerAsync(user.Name, "wrong")).Body.Should().StartWith("""{"authenticated":false,""");
    }

    [Fact]
    public async Task With_legacy_statuses_a_missing_session_is_not_found()
    {
        await using var venue = await TestVenue.CreateAsync();
        var legacy = await venue.StartHostAsync(settings => settings with { LegacyHttpStatus = true });
        var user = await legacy.NewUserAsync();

        (await legacy.Stranger.PostAsync("GetUserInfo")).MustBe("NOT FOUND", HttpStatusCode.NotFound);
        (await user.PostAsync("RemoveUserConfig", """{"Key":"a"}""")).MustNotBePermitted();
    }

    [Fact]
    public async Task With_strict_statuses_what_is_not_permitted_is_forbidden()
    {
        await using var venue = await TestVenue.CreateAsync();
        var strict = await venue.StartHostAsync(settings => settings with { StrictHttpStatus = true });
        var user = await strict.NewUserAsync();

        (await user.PostAsync("RemoveUserConfig", """{"Key":"a"}""")).MustRefuse(20, null, HttpStatusCode.Forbidden);
        (await user.PostAsync("GetUserInfo", "{")).MustRefuse(100, "Payload is not valid JSON");
        (await strict.Stranger.PostAsync("GetUserInfo")).MustNotKnowTheCaller();
    }

    [Fact]
    public async Task Health_is_answered_to_anybody()
    {
        (await host.Stranger.GetAsync("/health/live")).MustBe("live");
        (await host.Stranger.GetAsync("/health/ready")).MustBe("ready");
    }
}
