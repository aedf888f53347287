using System.Buffers;
using System.Text;
using System.Text.Json;

namespace UserDomain.Postgres.Record;

/// <summary>
/// A proof as text. It says the event's fields and the head in words too, but a proof is read from its bytes alone; and it must be, to the
/// last character, what would be written of what was read: so nothing in it can be changed and go unseen.
/// </summary>
internal static class ProofFile
{
    private const string Format = "userdomain proof 1";
    private static readonly JsonSerializerOptions Strict = new() { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    public static byte[] Write(Proof proof)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Replay.Lines))
        {
            json.WriteStartObject();
            json.WriteString("Format"u8, Format);
            json.WritePropertyName("Event"u8);
            EventLine.Write(json, new(proof.Event));
            json.WriteBase64String("Bytes"u8, proof.Event);
            json.WriteNumber("Index"u8, proof.Index);
            json.WritePropertyName("Path"u8);
            JsonSerializer.Serialize(json, proof.Path.Select(Convert.ToHexStringLower));
            json.WritePropertyName("Seals"u8);
            JsonSerializer.Serialize(json, proof.Steps.Select(WrittenSeal.Of));
            json.WritePropertyName("Head"u8);
            JsonSerializer.Serialize(json, proof.Head);
            json.WriteEndObject();
        }

        text.Write("\n"u8);
        return text.WrittenSpan.ToArray();
    }

    /// <summary>The proof, where it is one and holds.</summary>
    public static Proof? Read(byte[] text)
    {
        try
        {
            return JsonSerializer.Deserialize<Written>(text, Strict) is { Format: Format } written
                && new Proof(written.Bytes, written.Index, [.. written.Path.Select(Convert.FromHexString)], [.. written.Seals.Select(seal => seal.Step())]) is var proof
                && proof.Holds && Write(proof).AsSpan().SequenceEqual(text)
                ? proof
                : null;
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or InvalidDataException or ArgumentException)
        {
            return null;
        }
    }

    private sealed record Written(string Format, byte[] Bytes, int Index, IReadOnlyList<string> Path, IReadOnlyList<WrittenSeal> Seals);

    private sealed record WrittenSeal(long Number, long First, long Last, int Events, long SealedAt, string Root, string Previous, string Jump)
    {
        public static WrittenSeal Of(ProofStep step) => new(
            step.Seal.Number, step.Seal.First, step.Seal.Last, step.Seal.Events, step.Seal.SealedAt,
            Convert.ToHexStringLower(step.Seal.Root), Convert.ToHexStringLower(step.Previous), Convert.ToHexStringLower(step.Jump));

        public ProofStep Step() => new(
            new(Number, First, Last, Events, Convert.FromHexString(Root), SealedAt), Convert.FromHexString(Previous), Convert.FromHexString(Jump));
    }
}

/// <summary>What a proof proves: the event's fields as one JSON object, and the head that it stood under.</summary>
public sealed record Proved(string Event, Head Head)
{
    /// <summary>Checks a proof. It takes no database and no settings.</summary>
    /// <returns>None where it does not hold.</returns>
    public static Proved? Check(byte[] proof)
    {
        if (ProofFile.Read(proof) is not { } read)
            return null;
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Replay.Lines))
            EventLine.Write(json, new(read.Event));
        return new(Encoding.UTF8.GetString(text.WrittenSpan), read.Head);
    }
}
