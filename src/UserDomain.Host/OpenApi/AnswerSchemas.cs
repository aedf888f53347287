using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using UserDomain.Calls;
using UserDomain.Host.Wire;
using UserDomain.Model;

namespace UserDomain.Host.OpenApi;

/// <summary>Answers as <see cref="Answers"/> writes them: schemas from what the serializer knows of their types, examples from what it writes.</summary>
internal sealed class AnswerSchemas(SchemaSet schemas, Answers answers, XmlDocs docs)
{
    private const string Found = "Found";

    private readonly NullabilityInfoContext nullability = new();

    /// <summary>Any of these may come: the kinds of an abstract answer, and a standard response for a refusal.</summary>
    public IOpenApiSchema AnyOf(Type answer) => answer == typeof(Done)
        ? Of(typeof(StandardResponse))
        : new OpenApiSchema { OneOf = [.. KindsOf(answer).Append(typeof(StandardResponse)).Select(Of)] };

    public IOpenApiSchema Of(Type answer) => SchemaSet.Simple(answer) ?? (answer == typeof(ConfigPair) ? schemas.Pair() : Compound(answers.InfoOf(answer)));

    /// <summary>What may come where the call is made, by a name for each.</summary>
    public IEnumerable<(string Name, JsonNode Value)> ExamplesOf(CallCatalog.Entry call) =>
        call.Answer == typeof(Done) ? [("Done", Written(StandardResponse.Success))]
        : Samples.OfAnswer(call.Type) is { } known ? [(Found, Written(known))]
        : KindsOf(call.Answer).Select(kind => (kind.Assembly == typeof(Done).Assembly ? kind.Name : Found, Written(Make(kind)!)));

    public JsonNode ExampleOf(Type answer) => Written(Make(answer)!);

    public JsonNode Written(object answer) => JsonNode.Parse(answers.Write(answer))!;

    private static IReadOnlyList<Type> KindsOf(Type answer) => answer is { IsAbstract: true, IsInterface: false }
        ? [.. answer.Assembly.GetTypes().Where(type => type.IsSubclassOf(answer)).OrderBy(type => type.Name, StringComparer.Ordinal)]
        : [answer];

    private IOpenApiSchema Compound(JsonTypeInfo info) => info.Kind switch
    {
        JsonTypeInfoKind.Enumerable => SchemaSet.ArrayOf(Of(info.ElementType!)),
        JsonTypeInfoKind.Object => schemas.Named(info.Type.Name, () => Record(info)),
        _ => throw new InvalidOperationException($"How {info.Type.Name} is written is not known here."),
    };

    private OpenApiSchema Record(JsonTypeInfo info) =>
        SchemaSet.ObjectOf(docs.Of(info.Type), [.. info.Properties.Select(member => (member.Name, Member(member), IsAlwaysThere(member)))]);

    private IOpenApiSchema Member(JsonPropertyInfo member)
    {
        var property = (PropertyInfo)member.AttributeProvider!;
        var described = Of(member.PropertyType);
        if (described is not OpenApiSchema schema)
            return described;
        schema.Description = docs.Of(property) ?? schema.Description;
        if (IsAlwaysTheSame(property))
            schema.Enum = [JsonValue.Create((bool)property.GetValue(Make(property.DeclaringType!))!)];
        if (nullability.Create(property).ReadState == NullabilityState.Nullable)
            schema.Type |= JsonSchemaType.Null;
        return schema;
    }

    /// <summary>A flag that is no part of what an answer is made of tells which kind of answer it is.</summary>
    private static bool IsAlwaysTheSame(PropertyInfo property) => property.PropertyType == typeof(bool)
        && RecordReader.ConstructorOf(property.DeclaringType!).GetParameters().All(parameter => parameter.Name != property.Name);

    private static bool IsAlwaysThere(JsonPropertyInfo member) =>
        !member.AttributeProvider!.IsDefined(typeof(JsonIgnoreAttribute), inherit: false);

    private static object? Make(Type type)
    {
        if (Samples.Of(type) is { } value)
            return value;
        if (type.IsGenericType)
        {
            var items = Array.CreateInstance(type.GenericTypeArguments[0], 1);
            items.SetValue(Make(type.GenericTypeArguments[0]), 0);
            return items;
        }

        var constructor = RecordReader.ConstructorOf(type);
        return constructor.Invoke([.. constructor.GetParameters().Select(p =>
            IsOurs(p.ParameterType, type) ? Make(p.ParameterType) : Samples.Of(type, p.Name!))]);
    }

    /// <summary>Also many of them.</summary>
    private static bool IsOurs(Type member, Type record) => (member.IsGenericType ? member.GenericTypeArguments[0] : member).Assembly == record.Assembly;
}
