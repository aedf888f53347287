using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Host.Wire;

/// <summary>Answers as the wire spells them (wire contract, 1.3, 1.4 and 3). A transport sends the bytes as they are.</summary>
public sealed class Answers(HostSettings settings)
{
    private const int SmallAnswer = 1024;

    /// <summary>The serializer checks what it writes itself.</summary>
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly JsonSerializerOptions json = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = settings.UserKeyCasing == KeyCasing.Camel ? JsonNamingPolicy.CamelCase : null,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new TimeWriter(), new PairWriter() },
    };

    public byte[] Write(object answer)
    {
        var bytes = new ArrayBufferWriter<byte>(SmallAnswer);
        Write(answer, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    public byte[] Write(StandardResponse response) => JsonSerializer.SerializeToUtf8Bytes(response, json);

    /// <summary>Writes it to where it is sent from.</summary>
    public void Write(object answer, IBufferWriter<byte> to)
    {
        using var writer = new Utf8JsonWriter(to, Plain);
        if (answer is IWritesJson stored)
            stored.WriteTo(writer);
        else
            JsonSerializer.Serialize(writer, answer is Done ? StandardResponse.Success : answer, answer is Done ? typeof(StandardResponse) : answer.GetType(), json);
    }

    /// <summary>How a type is written, for those who describe it.</summary>
    internal JsonTypeInfo InfoOf(Type type) => json.GetTypeInfo(type);

    /// <summary>A member's name as the venue spells it.</summary>
    internal string NameOf(string member) => json.PropertyNamingPolicy?.ConvertName(member) ?? member;

    /// <summary>UTC, whole seconds, and a Z at the end, always.</summary>
    private sealed class TimeWriter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[20];
            writer.WriteStringValue(value.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ? text[..length] : throw new FormatException());
        }
    }

    /// <summary><c>Key</c> and <c>Value</c> in both generations of clients, whatever the casing of the rest.</summary>
    private sealed class PairWriter : JsonConverter<ConfigPair>
    {
        public override ConfigPair Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, ConfigPair value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("Key", value.Key);
            writer.WriteString("Value", value.Value);
            if (value is ProvenPair proven)
            {
                writer.WriteString("SetBy", proven.SetBy);
                writer.WriteString("SetAt", proven.SetAt);
                writer.WriteString("SetWith", proven.SetWith);
            }

            writer.WriteEndObject();
        }
    }
}
