using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using UserDomain.Calls;

namespace UserDomain.Host.Wire;

/// <summary>The keys by which clients mark a command that they may send again: a header, or a member of the payload for those who can set none (wire contract, 7.1).</summary>
internal static class IdempotencyKeys
{
    public const string Name = "Idempotency-Key";
    private const int Longest = 128;

    /// <summary>Takes the key of a command into the context, with a hash of the payload that it came with. A header counts before a member; other calls have none.</summary>
    /// <param name="inPayload">Whether a member of the payload may be the key; not where its members are the client's own.</param>
    /// <exception cref="Model.RefusedException">It is no key.</exception>
    public static void Take(CallContext context, object call, JsonElement payload, bool inPayload = true)
    {
        if (call is ISessionCall or not ICommand)
            return;
        context.IdempotencyKey ??= inPayload ? FindMember(payload) : null;
        if (context.IdempotencyKey is not { } key)
            return;
        if (key.Length is 0 or > Longest || !key.All(letter => letter is >= ' ' and <= '~'))
            throw Wrong.Invalid(Name);
        context.PayloadHash = Convert.ToHexStringLower(SHA256.HashData(JsonMarshal.GetRawUtf8Value(payload)));
    }

    private static string? FindMember(JsonElement payload)
    {
        var given = payload.EnumerateObject().LastOrDefault(member => member.Name.Equals(Name, StringComparison.OrdinalIgnoreCase)).Value;
        return given.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.String => given.GetString(),
            _ => throw Wrong.Invalid(Name),
        };
    }
}
