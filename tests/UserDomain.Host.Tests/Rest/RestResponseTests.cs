using System.Text.Json;
using Microsoft.AspNetCore.Http;
using UserDomain.EventSourcing;
using UserDomain.Host.Rest;
using UserDomain.Host.Wire;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Host.Tests.Rest;

/// <summary>What went wrong, and what a client of the REST endpoint sees of it (wire contract, 9.1).</summary>
public sealed class RestResponseTests
{
    public static TheoryData<Exception, int, string, string> Faults => new()
    {
        { No(Refusals.NotSignedIn), 401, "InvalidAPIKey", "The API key is missing, unknown or revoked" },
        { No(Refusals.NotAuthorized), 403, "AccessDenied", "Access denied" },
        { No(Refusals.SecondFactorRequired), 403, "AccessDenied", "Second factor is Required" },
        { No(Refusals.UserUnknown), 404, "ObjectNotFound", "User not Found" },
        { No(Refusals.TooMuchConfig), 400, "InvalidParameter", "Config is too long" },
        { No(Refusals.UserNameTaken), 400, "DuplicateObject", "UserName already in use" },
        { No(Refusals.EmailTaken), 400, "DuplicateObject", "Email already in use" },
        { No(Refusals.CodeWrong), 400, "InvalidParameter", "Code is wrong or expired" },
        { No(Refusals.SwitchedOff), 400, "InvalidParameter", "The operation is not supported" },
        { new BadHttpRequestException("secret"), 400, "InvalidParameter", "The request is broken" },
        { new InvalidOperationException("secret"), 500, "InternalError", "Something failed; try again later" },
        { new ConcurrentChangeException(new("user-1"), 1, 2), 503, "InternalError", "The user is being changed by others; try again" },
        { new StoreUnavailableException(new InvalidOperationException("secret")), 503, "InternalError", "The store is unavailable; try again" },
        { new OverloadedException(), 503, "InternalError", "Too much is under way; try again" },
    };

    [Theory, MemberData(nameof(Faults))]
    public void A_fault_is_an_envelope_of_four_members_that_tells_no_more_than_it_should(Exception wrong, int status, string code, string message)
    {
        var response = RestResponse.Of(wrong);

        response.Status.Should().Be(status);
        response.RetryAfter.HasValue.Should().Be(status == 503);
        Written(response).Should().Be($$"""{"success":false,"data":null,"errorCode":"{{code}}","message":{{JsonSerializer.Serialize(message)}}}""");
    }

    [Fact]
    public void Who_asks_too_much_is_told_when_to_ask_again()
    {
        var response = RestResponse.TooMany(TimeSpan.FromSeconds(7));

        response.Should().BeEquivalentTo(new { Status = 429, ErrorCode = "RateLimitExceeded", RetryAfter = TimeSpan.FromSeconds(7) });
        Written(response).Should().NotContain("7");
    }

    [Theory]
    [InlineData(KeyCasing.Camel)]
    [InlineData(KeyCasing.Pascal)]
    public void The_casing_that_a_venue_chooses_for_the_gateway_is_not_the_endpoints(KeyCasing casing) =>
        System.Text.Encoding.UTF8.GetString(new Answers(new() { UserKeyCasing = casing }).Write((object)RestData.Of(true))).Should().Be(TestRest.Done);

    private static string Written(RestResponse response) => System.Text.Encoding.UTF8.GetString(new Answers(new()).Write((object)response));

    private static RefusedException No(Refusal refusal) => new(refusal);
}
