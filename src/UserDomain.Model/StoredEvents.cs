using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace UserDomain.Model;

/// <summary>How events stand in the database: their names and their JSON. Members it does not know are ignored, so that an older host reads newer events.</summary>
public static class StoredEvents
{
    private static readonly FrozenDictionary<string, Type> Types = typeof(UserEvent).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(UserEvent)) && !type.IsAbstract)
        .ToFrozenDictionary(type => type.GetCustomAttribute<StoredAsAttribute>()!.Name);

    private static readonly FrozenDictionary<Type, string> Names = Types.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    private static readonly ConcurrentDictionary<Type, string> DotNetNames = new();

    /// <summary>PascalCase members, absent where null. Views are stored with the same settings.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A member without a default must be there: a damaged event stops its reader, and does not become another fact.</summary>
    private static readonly JsonSerializerOptions Strict = new(Json) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    /// <summary>Every event that this release knows, by its stored name.</summary>
    public static IReadOnlyDictionary<string, Type> All => Types;

    public static string NameOf(UserEvent happened) => Names[happened.GetType()];

    /// <summary>The .NET name that Marten's <c>mt_dotnet_type</c> holds: <c>Namespace.Type, Assembly</c>.</summary>
    public static string DotNetNameOf(Type type) => DotNetNames.GetOrAdd(type, static known => $"{known.FullName}, {known.Assembly.GetName().Name}");

    public static string Write(UserEvent happened) => JsonSerializer.Serialize(happened, happened.GetType(), Json);

    /// <summary>The same as UTF-8.</summary>
    public static byte[] WriteUtf8(UserEvent happened) => JsonSerializer.SerializeToUtf8Bytes(happened, happened.GetType(), Json);

    /// <inheritdoc cref="Read(string, ReadOnlySpan{byte})"/>
    public static UserEvent Read(string name, string json) => Read(name, Encoding.UTF8.GetBytes(json));

    /// <param name="json">As UTF-8.</param>
    /// <exception cref="UnknownEventException">No such event is known here, or its JSON does not fit. Nothing may be skipped: the reader stops.</exception>
    public static UserEvent Read(string name, ReadOnlySpan<byte> json)
    {
        if (!Types.TryGetValue(name, out var type))
            throw new UnknownEventException(name, null);
        try
        {
            return (UserEvent)(JsonSerializer.Deserialize(json, type, Strict) ?? throw new JsonException("null"));
        }
        catch (JsonException wrong)
        {
            throw new UnknownEventException(name, wrong);
        }
    }

    /// <summary>An event whose type is known, from where the reader stands.</summary>
    /// <exception cref="JsonException">It does not fit.</exception>
    public static UserEvent Read(Type type, ref Utf8JsonReader reader) =>
        (UserEvent)(JsonSerializer.Deserialize(ref reader, type, Strict) ?? throw new JsonException("null"));
}

/// <summary>An event that this release cannot read: written by a newer one, or damaged.</summary>
public sealed class UnknownEventException(string name, Exception? inner)
    : Exception($"The stored event '{name}' cannot be read by this release.", inner);
