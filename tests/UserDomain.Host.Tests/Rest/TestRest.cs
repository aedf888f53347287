using System.Net;
using System.Text;
using System.Text.Json;

namespace UserDomain.Host.Tests.Rest;

/// <summary>A program that calls the REST endpoint with a key, or a stranger without one.</summary>
public sealed record TestRest(TestHost Host, string? Key)
{
    public const string Done = """{"success":true,"data":true}""";

    /// <summary>Has the user make himself a key.</summary>
    public static async Task<TestRest> OfAsync(TestUser user) => new(user.Host, await KeyOfAsync(user.Client));

    public static async Task<string> KeyOfAsync(TestClient client, string json = "{}") =>
        (await client.PostAsync("GenerateUserRestKey", json)).MustHaveData().GetProperty("RestKey").GetString()!;

    public Task<Answer> UpdateAsync(string json) => SendAsync(HttpMethod.Post, "update-config", json);

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> SendAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers) => Host.Stranger.SendAsync(
        new(method, $"/v2/users/{path}") { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") },
        [.. headers, .. Key is null ? Array.Empty<(string, string)>() : [("X-API-Key", Key)]]);

    public async Task MustOpenAsync(TestHost host, long userId) =>
        (await (this with { Host = host }).GetAsync("me")).MustBeData().GetProperty("userId").GetInt64().Should().Be(userId);

    public async Task MustOpenNothingAsync(TestHost host) => (await (this with { Host = host }).GetAsync("me")).MustFail(HttpStatusCode.Unauthorized, "InvalidAPIKey");
}

internal static class RestAnswers
{
    /// <summary>The error envelope: four members and no other, in their order.</summary>
    public static Answer MustFail(this Answer answer, HttpStatusCode status, string code, string? message = null)
    {
        answer.Status.Should().Be(status, answer.Body);
        var said = answer.Json.GetProperty("message").GetString();
        said.Should().NotBeNullOrEmpty();
        answer.Body.Should().Be($$"""{"success":false,"data":null,"errorCode":"{{code}}","message":{{JsonSerializer.Serialize(said)}}}""");
        if (message is not null)
            said.Should().Be(message);
        return answer;
    }

    /// <summary>The data of the success envelope, which has two members.</summary>
    public static JsonElement MustBeData(this Answer answer)
    {
        answer.Status.Should().Be(HttpStatusCode.OK, answer.Body);
        answer.Json.EnumerateObject().Select(member => member.Name).Should().Equal("success", "data");
        answer.Json.GetProperty("success").GetBoolean().Should().BeTrue();
        return answer.Json.GetProperty("data");
    }
}
