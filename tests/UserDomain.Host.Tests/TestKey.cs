using System.Globalization;
using System.Net;
using System.Text.Json;
using UserDomain.Specs;

namespace UserDomain.Host.Tests;

/// <summary>A program with an API key, which signs each of its requests.</summary>
public sealed record TestKey(long UserId, string ApiKey, string Secret, TestHost Host)
{
    private static long drawn;

    /// <summary>Has the user make himself a key.</summary>
    public static async Task<TestKey> OfAsync(TestUser user, params string[] permissions)
    {
        var added = (await user.PostAsync("AddUserAPIKey", JsonSerializer.Serialize(new { UserId = user.Id, Permissions = permissions }))).MustHaveData();
        return new(user.Id, added.GetProperty("APIKey").GetString()!, added.GetProperty("APISecret").GetString()!, user.Host);
    }

    public static string NewNonce() => Interlocked.Increment(ref drawn).ToString(CultureInfo.InvariantCulture);

    /// <summary>Sends it signed, with a nonce of its own.</summary>
    public Task<Answer> PostAsync(string call, string json = "{}") => PostAsync(Host, NewNonce(), call, json);

    public Task<Answer> PostAsync(TestHost host, string nonce, string call = "GetUserInfo", string json = "{}") =>
        host.Stranger.PostAsync(call, json, Headers(nonce));

    public (string Name, string Value)[] Headers(string nonce) =>
    [
        ("APIKey", ApiKey), ("UserId", $"{UserId}"), ("Nonce", nonce), ("Signature", Sign(nonce)),
    ];

    public string Sign(string nonce) => Programs.Sign(Secret, nonce, UserId, ApiKey);

    public Task<Answer> SignInAsync(string nonce) => Host.Stranger.PostAsync(
        "AuthenticateUser", JsonSerializer.Serialize(new { APIKey = ApiKey, Signature = Sign(nonce), UserId = $"{UserId}", Nonce = nonce }));

    public async Task MustCallAsync(TestHost host)
    {
        var answer = await PostAsync(host, NewNonce());
        answer.MustHaveData().GetProperty("userId").GetInt64().Should().Be(UserId);
        answer.Status.Should().Be(HttpStatusCode.OK);
    }

    public async Task MustBeNobodyAsync(TestHost host) => (await PostAsync(host, NewNonce())).MustNotKnowTheCaller();
}
