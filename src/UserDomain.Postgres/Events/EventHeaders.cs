using System.Text.Json;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Postgres.Events;

/// <summary>What of an event's origin has no column of its own in Marten's layout, as it stands in <c>headers</c>.</summary>
internal sealed record EventHeaders(string Call, string? Address, string Transport)
{
    public static string Write(Origin origin) => JsonSerializer.Serialize(Of(origin), StoredEvents.Json);

    public static byte[] WriteUtf8(Origin origin) => JsonSerializer.SerializeToUtf8Bytes(Of(origin), StoredEvents.Json);

    /// <summary>Events that others wrote in Marten's layout have other headers, or none.</summary>
    public static EventHeaders Read(byte[]? json) =>
        (json is null ? null : JsonSerializer.Deserialize<EventHeaders>(json, StoredEvents.Json)) is { Call: not null, Transport: not null } headers
            ? headers
            : new("", null, "");

    private static EventHeaders Of(Origin origin) => new(origin.Call, origin.Address, origin.Transport);
}
