using Microsoft.OpenApi;
using UserDomain.Config;
using UserDomain.Model;

namespace UserDomain.Host.OpenApi;

/// <summary>The document's named schemas: each is described once, where it is first wanted, and referred to everywhere.</summary>
internal sealed class SchemaSet(OpenApiDocument document)
{
    private IDictionary<string, IOpenApiSchema> Schemas => document.Components!.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);

    public IOpenApiSchema Named(string name, Func<OpenApiSchema> describe)
    {
        if (!Schemas.ContainsKey(name))
        {
            Schemas[name] = new OpenApiSchema(); // what describes itself by itself ends here
            Schemas[name] = describe();
        }

        return new OpenApiSchemaReference(name, document);
    }

    public static OpenApiSchema Of(JsonSchemaType type, string? format = null, string? description = null) =>
        new() { Type = type, Format = format, Description = description };

    public static OpenApiSchema ArrayOf(IOpenApiSchema items) => new() { Type = JsonSchemaType.Array, Items = items };

    public static OpenApiSchema ObjectOf(string? description, IEnumerable<(string Name, IOpenApiSchema Schema, bool IsRequired)> members) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Properties = members.ToDictionary(member => member.Name, member => member.Schema, StringComparer.Ordinal),
        Required = members.Where(member => member.IsRequired).Select(member => member.Name).ToHashSet(StringComparer.Ordinal),
    };

    /// <summary>Those that are simple values; none for others.</summary>
    public static OpenApiSchema? Simple(Type type) =>
        type == typeof(string) ? Of(JsonSchemaType.String)
        : type == typeof(long) || type == typeof(long?) ? Of(JsonSchemaType.Integer, "int64")
        : type == typeof(int) ? Of(JsonSchemaType.Integer, "int32")
        : type == typeof(bool) ? Of(JsonSchemaType.Boolean)
        : type == typeof(DateTimeOffset) ? Of(JsonSchemaType.String, "date-time", "UTC; `0001-01-01T00:00:00Z` is never.")
        : null;

    /// <summary>A pair as it is answered.</summary>
    public IOpenApiSchema Pair() => Named(nameof(ConfigPair), () => ObjectOf(
        "One key of a user's configuration with its value; where it was asked for, with where the value comes from.",
        [
            ("Key", Of(JsonSchemaType.String), true), ("Value", Of(JsonSchemaType.String), true),
            ("SetBy", Of(JsonSchemaType.String | JsonSchemaType.Null, description: "The user id of who set it, `os:name` for somebody at the server, null for a stranger."), false),
            ("SetAt", Of(JsonSchemaType.String, description: "When, to the microsecond, UTC."), false),
            ("SetWith", Of(JsonSchemaType.String, description: "By which call."), false),
        ]));

    /// <summary>Configuration in each shape that is read.</summary>
    public IOpenApiSchema Pairs() => Named(nameof(ConfigPairs), () => new()
    {
        Description = "Pairs of a key and a value, in any of these shapes. A value of any JSON type is kept as its text: `158` as `\"158\"`, null as the empty text.",
        AnyOf =
        [
            ArrayOf(PairGiven()),
            PairGiven(),
            new OpenApiSchema { Type = JsonSchemaType.Object, Description = "A map of keys to values.", AdditionalProperties = new OpenApiSchema() },
            Of(JsonSchemaType.String, description: "One of the other shapes as JSON text."),
        ],
    });

    private IOpenApiSchema PairGiven() => Named("ConfigPairGiven", () => ObjectOf(
        "One pair; `Name` is another name for `Key`.",
        [("Key", Of(JsonSchemaType.String), false), ("Name", Of(JsonSchemaType.String), false), ("Value", new OpenApiSchema { Description = "Any JSON." }, true)]));
}
