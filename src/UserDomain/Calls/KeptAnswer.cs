using System.Text.Json;

namespace UserDomain.Calls;

/// <summary>What a command with a key answered, and a hash of what was sent: whoever sends the same again is answered the same. It prints no member.</summary>
/// <param name="Json">The answer's record; a transport writes what is read from it as it wrote the first.</param>
public sealed record KeptAnswer(string PayloadHash, string Json)
{
    public static KeptAnswer Of(string payloadHash, object answer) => new(payloadHash, JsonSerializer.Serialize(answer, answer.GetType()));

    public TAnswer Read<TAnswer>() => JsonSerializer.Deserialize<TAnswer>(Json)!;

    /// <summary>Both as one text, to be kept in secret: answers hold secrets, and payloads can be guessed by their hash.</summary>
    public Secret Write() => new(JsonSerializer.Serialize(this));

    public static KeptAnswer Read(Secret kept) => JsonSerializer.Deserialize<KeptAnswer>(kept.Reveal())!;

    public override string ToString() => nameof(KeptAnswer);
}
