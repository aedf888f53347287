using System.Text.Json;
using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Record;

/// <summary>An event as one JSON object, straight from its row's bytes: what it says stands in it as the database has it, and nothing is read into it.</summary>
internal static class EventLine
{
    /// <summary>Members that are not there are null, so that every line has the same ones.</summary>
    public static void Write(Utf8JsonWriter json, EventRow row)
    {
        json.WriteStartObject();
        json.WriteNumber("Place"u8, row.Place);
        json.WriteString("Stream"u8, row.Stream);
        json.WriteNumber("Version"u8, row.Version);
        json.WriteString("Id"u8, row.Id);
        json.WriteString("Type"u8, row.Type);
        WriteTime(json, row.At);
        WriteText(json, "By"u8, row.UserName);
        WriteOrigin(json, row.Headers);
        WriteText(json, "CorrelationId"u8, row.CorrelationId);
        WriteText(json, "CausationId"u8, row.CausationId);
        json.WritePropertyName("Data"u8);
        json.WriteRawValue(row.Data, skipInputValidation: true);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, DateTimeOffset? at)
    {
        if (at is { } time)
            json.WriteString("At"u8, time.UtcDateTime);
        else
            json.WriteNull("At"u8);
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
            json.WriteNull(name);
        else
            json.WriteString(name, value);
    }

    /// <summary>The call, the address and the transport, as they stand in the headers; others' headers have none of these.</summary>
    private static void WriteOrigin(Utf8JsonWriter json, ReadOnlySpan<byte> headers)
    {
        WriteText(json, "Call"u8, Member(headers, "Call"u8));
        WriteText(json, "Address"u8, Member(headers, "Address"u8));
        WriteText(json, "Transport"u8, Member(headers, "Transport"u8));
    }

    private static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var reader = new Utf8JsonReader(json);
        while (!json.IsEmpty && reader.Read())
        {
            if (reader is not { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } || !reader.ValueTextEquals(name))
                continue;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                return [];
            if (!reader.ValueIsEscaped)
                return reader.ValueSpan;
            var text = new byte[reader.ValueSpan.Length];
            return text.AsSpan(0, reader.CopyString(text));
        }

        return [];
    }
}
