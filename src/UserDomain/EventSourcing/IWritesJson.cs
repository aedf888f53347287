using System.Text.Json;

namespace UserDomain.EventSourcing;

/// <summary>An answer that holds its parts as stored, and can write them without reading them. It writes what is written of it otherwise, byte for byte.</summary>
public interface IWritesJson
{
    /// <param name="writer">Escapes as the transport does.</param>
    void WriteTo(Utf8JsonWriter writer);
}
