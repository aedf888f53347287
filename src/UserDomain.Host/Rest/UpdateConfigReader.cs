using System.Collections.Frozen;
using System.Text.Json;
using UserDomain.Config;
using UserDomain.Host.Wire;
using UserDomain.Model;

namespace UserDomain.Host.Rest;

/// <summary>Reads the body of update-config: <c>userId</c>, and beside it any fields (wire contract, 9.2). Of a field that is named twice the last counts.</summary>
public sealed class UpdateConfigReader(HostSettings settings)
{
    private const string UserId = "userId";

    /// <summary>What belongs to other endpoints: neither secrets nor shadow copies land in the configuration.</summary>
    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "email", "firstName", "lastName", "login", "loginName", "password", "newPassword", "authLevel", "networkId", "mailboxId", "emailVerified", "use2FA");

    /// <exception cref="RefusedException">It is no object, names nobody, or a field is not what it should be.</exception>
    public UpdateUserConfig Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Wrong.NotAnObject;
        try
        {
            return new(ReadUserId(json), ReadChanges(json));
        }
        catch (InvalidOperationException)
        {
            throw Wrong.NotUnicode; // half a character shows only when a text is taken out
        }
    }

    private static long ReadUserId(JsonElement json)
    {
        JsonProperty[] named = [.. json.EnumerateObject().Where(IsUserId)];
        return named switch
        {
            [] => throw Wrong.Missing(UserId),
            [{ Value: { ValueKind: JsonValueKind.Number } value }] when value.TryGetInt64(out var id) && id > 0 => id,
            _ => throw Wrong.Invalid(UserId),
        };
    }

    private ConfigChange[] ReadChanges(JsonElement json) =>
    [
        .. json.EnumerateObject().Where(member => !IsUserId(member)).Select(Read)
            .Reverse().DistinctBy(change => change.Key, StringComparer.Ordinal).Reverse()
            .Where(change => !change.IsNone).Select(change => new ConfigChange(change.Key, change.Value)),
    ];

    private Change Read(JsonProperty member)
    {
        if (Reserved.TryGetValue(member.Name, out var reserved))
            throw Wrong.Invalid(reserved);
        var field = KnownField.Find(member.Name);
        var key = field?.Name ?? ConfigPairsReader.Storable(member.Name);
        if (member.Value.ValueKind == JsonValueKind.Null)
            return new(key, null) { IsNone = settings.NullMeansUnchanged };
        var value = ConfigPairsReader.ReadValue(member.Value, field?.Name ?? "A field");
        if (field is null || UpdateUserConfig.IsMask(value))
            return new(key, value);
        RefusedException.Unless(Fits(field.Kind, member.Value.ValueKind), Refusals.Invalid($"{field.Name} is invalid"));
        return new(key, value) { IsNone = field.MeansUnchanged(value) };
    }

    private static bool Fits(FieldKind kind, JsonValueKind json) => kind switch
    {
        FieldKind.Text => json == JsonValueKind.String,
        FieldKind.WholeNumber => json == JsonValueKind.Number,
        FieldKind.Flag => json is JsonValueKind.True or JsonValueKind.False,
    };

    private static bool IsUserId(JsonProperty member) => member.Name.Equals(UserId, StringComparison.OrdinalIgnoreCase);

    /// <param name="Value">None clears the key.</param>
    private sealed record Change(string Key, string? Value)
    {
        /// <summary>Whether the key stays as it is.</summary>
        public bool IsNone { get; init; }
    }
}
