using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using UserDomain.Affiliates;
using UserDomain.ApiKeys;
using UserDomain.Audit;
using UserDomain.Config;
using UserDomain.Listing;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.EventSourcing;

/// <summary>How views stand in the store: as events do, by the same settings. Their members are found out when this is compiled; that reads in less than half the time.</summary>
public static partial class StoredViews
{
    public static JsonSerializerOptions Json { get; } = new(StoredEvents.Json)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine(Compiled.Default, new DefaultJsonTypeInfoResolver()),
    };

    /// <exception cref="JsonException">It is no such document.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, Json) ?? throw new JsonException("null");

    [JsonSerializable(typeof(UserInfoView))]
    [JsonSerializable(typeof(UserConfigEntry[]))]
    [JsonSerializable(typeof(UserApiKeyEntry[]))]
    [JsonSerializable(typeof(UserAffiliateTagEntry[]))]
    [JsonSerializable(typeof(UserDirectoryEntry))]
    [JsonSerializable(typeof(UserLookupEntry))]
    [JsonSerializable(typeof(UserActivityEntry))]
    private sealed partial class Compiled : JsonSerializerContext;
}
