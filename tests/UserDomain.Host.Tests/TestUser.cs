using System.Text.Json;

namespace UserDomain.Host.Tests;

/// <summary>A user of a test, with his session.</summary>
public sealed record TestUser(long Id, string Name, string Email, long AccountId, TestClient Client, TestHost Host)
{
    public const string Password = "Battery-Staple-9";

    public Task<Answer> PostAsync(string call, string json = "{}") => Client.PostAsync(call, json);

    /// <summary>All his configuration, as his own GetUserConfig answers it.</summary>
    public async Task<string> ConfigAsync() => (await PostAsync("GetUserConfig")).Body;

    public async Task<Answer> SetConfigAsync(string key, string value) =>
        await PostAsync("SetUserConfig", JsonSerializer.Serialize(new { Config = new[] { new { Key = key, Value = value } } }));

    /// <summary>The types of the events in his stream, oldest first.</summary>
    public Task<IReadOnlyList<string>> EventsAsync() =>
        Host.Venue.Database.ListAsync<string>("select type from mt_events where stream_id = $1 order by version", $"user-{Id}");
}
