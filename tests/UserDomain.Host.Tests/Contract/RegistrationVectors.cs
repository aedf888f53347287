using System.Net;

namespace UserDomain.Host.Tests.Contract;

/// <summary>The acceptance vectors 18 and 19, and 1 and 3 as HTTP carries them: people who make themselves users, and names of calls.</summary>
public abstract class RegistrationVectors(RegistrationHost venue)
{
    private const string NoSuchCall = """{"result":false,"errormsg":"Resource Not Found","errorcode":104,"detail":"Endpoint Not Found"}""";
    private const string Unverified = """{"authenticated":false,"locked":false,"errormsg":"Email is not verified"}""";

    [Theory]
    [InlineData("RegisterNewUser")]
    [InlineData("RegisterUser")]
    [InlineData("registeruser")]
    public async Task Somebody_registers_with_configuration_and_it_is_his_under_either_name_of_the_call(string call)
    {
        var (name, _, id) = await venue.RegisterAsync(call, """[{"Name":"a","Value":"b"}]""");

        (await (await venue.Host.OperatorAsync()).PostAsync("GetUserConfig", $$"""{"UserId":{{id}},"UserName":"{{name}}"}"""))
            .MustBe("""[{"Key":"a","Value":"b"}]""");
        (await venue.Venue.Database.ListAsync<string>("select distinct headers->>'Call' from mt_events where stream_id = $1", $"user-{id}"))
            .Should().Equal("RegisterNewUser");
    }

    [Fact]
    public async Task Who_registered_signs_in_once_his_address_is_confirmed_and_not_before()
    {
        var (name, email, id) = await venue.RegisterAsync();
        (await venue.Host.SignInAnswerAsync(name, TestUser.Password)).MustBe(Unverified);
        (await venue.ConfirmAsync(id, $"{Guid.CreateVersion7()}")).MustRefuse(101, "Code is wrong or expired");
        (await venue.Host.SignInAnswerAsync(name, TestUser.Password)).MustBe(Unverified);

        (await venue.ConfirmAsync(id, await venue.MailedCodeAsync("Confirm your e-mail address", email))).MustSucceed();

        (await venue.Host.SignInAnswerAsync(name, TestUser.Password)).Json.GetProperty("Authenticated").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task The_link_in_the_letter_confirms_in_any_case_by_get_and_once()
    {
        var (name, email, id) = await venue.RegisterAsync();
        var link = $"/AP/confirmemail?userid={id}&verifyemailcode={await venue.MailedCodeAsync("Confirm your e-mail address", email)}";

        (await venue.Stranger.GetAsync(link)).MustSucceed();

        (await venue.Stranger.GetAsync(link)).MustRefuse(101, "Code is wrong or expired");
        (await venue.Host.SignInAsync(name, TestUser.Password)).Token.Should().NotBeEmpty();
        (await venue.EventsAsync(id)).Should().ContainSingle(type => type == "user_email_verified");
    }

    [Fact]
    public async Task A_confirmation_for_somebody_who_is_not_there_is_answered_as_a_wrong_code_is() =>
        (await venue.ConfirmAsync(999_999, $"{Guid.CreateVersion7()}")).MustRefuse(101, "Code is wrong or expired");

    [Fact]
    public async Task Who_is_signed_in_and_names_nobody_sees_himself()
    {
        var user = await venue.Host.NewUserAsync();

        foreach (var answer in (Answer[])[await user.PostAsync("GetUserInfo"), await user.Client.GetAsync("/ap/getuserinfo")])
        {
            var shown = answer.MustHaveData();
            shown.EnumerateObject().Should().HaveCount(17);
            shown.GetProperty("userId").GetInt64().Should().Be(user.Id);
        }
    }

    [Theory]
    [InlineData("Nope")]
    [InlineData("SetPassword")]
    [InlineData("CreateFirstOperator")]
    public async Task What_is_no_call_is_not_found_whoever_asks(string call)
    {
        foreach (var client in (TestClient[])[venue.Stranger, await venue.Host.OperatorAsync()])
            (await client.PostAsync(call)).MustBe(client.BySocket ? NoSuchCall : "NOT FOUND", HttpStatusCode.NotFound);
    }
}

public sealed class RegistrationVectorsOverHttp(RegistrationHost venue) : RegistrationVectors(venue), IClassFixture<RegistrationHost>;

public sealed class RegistrationVectorsBySocket(RegistrationHostBySocket venue) : RegistrationVectors(venue), IClassFixture<RegistrationHostBySocket>;
