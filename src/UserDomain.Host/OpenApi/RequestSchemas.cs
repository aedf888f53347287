using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using UserDomain.ApiKeys;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.Host.Wire;
using UserDomain.Model;

namespace UserDomain.Host.OpenApi;

/// <summary>Payloads as <see cref="ValueReaders"/> reads them, spelled as the venue spells its answers, with examples that the call takes.</summary>
internal sealed class RequestSchemas(SchemaSet schemas, Answers answers, XmlDocs docs, RequiredMembers required)
{
    private static readonly Dictionary<string, string> Addressing = new(StringComparer.Ordinal)
    {
        ["UserId"] = "Whom it is about, by his id.",
        ["UserName"] = "Whom it is about, by his name; with an id as well, they must agree.",
    };

    /// <summary>A member of a payload, in the order that the call has them.</summary>
    /// <param name="Example">None where examples go without it.</param>
    public sealed record Member(string Name, IOpenApiSchema Schema, bool IsRequired, string? Description, JsonNode? Example);

    public IReadOnlyList<Member> MembersOf(Type call) => MembersOf(call, required.Of(call), "");

    public IOpenApiSchema Of(Type call) => schemas.Named($"{call.Name}Request", () => Record(MembersOf(call)));

    /// <summary>About another user and, where the call lets everybody, about oneself, without saying who that is.</summary>
    public IEnumerable<(string Name, JsonObject Value)> ExamplesOf(Type call, Access access)
    {
        var whole = ExampleOf(MembersOf(call));
        var addresses = Addressing.Keys.Select(answers.NameOf).Where(whole.ContainsKey).ToArray();
        if (!call.IsAssignableTo(typeof(IUserCall)) || addresses is [])
            return [(call.Name, whole)];
        var own = (JsonObject)whole.DeepClone();
        foreach (var name in addresses)
            own.Remove(name);
        return access.IsOwnLogin ? [("Oneself", own)] : access.IsOpenToSelf ? [("Oneself", own), ("Another", whole)] : [("Another", whole)];
    }

    private static JsonObject ExampleOf(IEnumerable<Member> members) =>
        new(members.Where(member => member.Example is not null).Select(member => KeyValuePair.Create(member.Name, member.Example?.DeepClone())));

    private static OpenApiSchema Record(IReadOnlyList<Member> members) =>
        SchemaSet.ObjectOf(null, members.Select(member => (member.Name, member.Schema, member.IsRequired)));

    private IReadOnlyList<Member> MembersOf(Type record, IReadOnlySet<string> needed, string within) =>
        [.. RecordReader.ConstructorOf(record).GetParameters().Select(parameter => MemberOf(record, parameter, needed, within))];

    private Member MemberOf(Type record, ParameterInfo parameter, IReadOnlySet<string> needed, string within)
    {
        var path = within + parameter.Name;
        var inner = IsRecord(parameter.ParameterType) ? MembersOf(parameter.ParameterType, needed, path + ".") : null;
        var schema = inner is null ? ValueOf(parameter.ParameterType) : schemas.Named($"{record.Name}{parameter.ParameterType.Name}", () => Record(inner));
        var description = DescriptionOf(record, parameter);
        if (schema is OpenApiSchema own)
            own.Description = description ?? own.Description;
        return new(answers.NameOf(parameter.Name!), schema, needed.Contains(path), description,
            inner is null ? SampleOf(record, parameter) : ExampleOf(inner));
    }

    private string? DescriptionOf(Type record, ParameterInfo parameter)
    {
        var aliases = RecordReader.AliasesOf(record, parameter);
        string?[] parts =
        [
            Described(record, parameter.Name!),
            aliases is [] ? null : $"Also named {string.Join(", ", aliases.Select(alias => $"`{answers.NameOf(alias)}`"))}.",
        ];
        return parts.Any(part => part is not null) ? string.Join(' ', parts.Where(part => part is not null)) : null;
    }

    private string? Described(Type record, string member) => docs.Of(record.GetProperty(member)!)
        ?? (record.IsAssignableTo(typeof(IUserCall)) ? Addressing.GetValueOrDefault(member) : null);

    /// <summary>A member with a default belongs to another way of making the call, which examples do not go.</summary>
    private static JsonNode? SampleOf(Type record, ParameterInfo parameter) =>
        parameter.HasDefaultValue ? null
        : parameter.ParameterType == typeof(ConfigPairs) ? new JsonArray(JsonSerializer.SerializeToNode(Samples.Of(typeof(ConfigPair))))
        : JsonSerializer.SerializeToNode(Samples.Of(record, parameter.Name!));

    private static bool IsRecord(Type type) => type.IsNested && type.DeclaringType!.IsAssignableTo(typeof(ICall));

    private IOpenApiSchema ValueOf(Type type) =>
        type == typeof(Secret) ? SchemaSet.Of(JsonSchemaType.String, "password")
        : type == typeof(ConfigPairs) ? schemas.Pairs()
        : type == typeof(Nonce) ? SchemaSet.Of(JsonSchemaType.String | JsonSchemaType.Integer)
        : type == typeof(IReadOnlyList<string>) ? new OpenApiSchema
        {
            AnyOf = [SchemaSet.ArrayOf(SchemaSet.Of(JsonSchemaType.String)), SchemaSet.Of(JsonSchemaType.String, description: "Names with commas between them.")],
        }
        : SchemaSet.Simple(Nullable.GetUnderlyingType(type) ?? type)
            ?? throw new InvalidOperationException($"How a {type.Name} is read is not known here.");
}
