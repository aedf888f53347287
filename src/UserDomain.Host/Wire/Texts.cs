using System.Text.Json;

namespace UserDomain.Host.Wire;

/// <summary>Texts as they may be stored: valid Unicode, without U+0000, which PostgreSQL cannot hold.</summary>
internal static class Texts
{
    public static string Read(JsonElement json, string name)
    {
        var text = json.GetString()!; // throws InvalidOperationException on an unpaired surrogate
        return text.Contains('\0', StringComparison.Ordinal) ? throw Wrong.Invalid(name) : text;
    }

    /// <summary>Refuses a value in which any text, also a member's name, is not storable.</summary>
    public static void Check(JsonElement json, string name)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.String:
                Read(json, name);
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                    Check(item, name);
                break;
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    if (member.Name.Contains('\0', StringComparison.Ordinal))
                        throw Wrong.Invalid(name);
                    Check(member.Value, name);
                }

                break;
        }
    }
}
