using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace UserDomain.Host.Tests.OpenApi;

/// <summary>The document that a host answers, as tests read it.</summary>
internal sealed class Described(string json)
{
    private const string Named = "#/components/schemas/";

    public JsonNode Root { get; } = JsonNode.Parse(json)!;

    public static async Task<Described> ByAsync(TestHost host)
    {
        var answer = await host.Stranger.GetAsync("/openapi/v1.json");
        answer.Status.Should().Be(System.Net.HttpStatusCode.OK, answer.Body);
        return new(answer.Body);
    }

    public IEnumerable<Operation> Operations =>
        from path in Root["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        select new Operation(path.Key, method.Key, method.Value!);

    /// <summary>What is wrong with a body by the schema that is declared for its status; a member that is not declared is wrong too.</summary>
    public IEnumerable<string> WrongIn(Operation operation, Answer answer)
    {
        var status = ((int)answer.Status!.Value).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (Resolve(operation.Node["responses"]![status]) is not { } response)
            return [$"HTTP {status} is not declared"];
        if (response["content"] is not { } content)
            return answer.Body is "" ? [] : ["has a body"];
        var type = answer.Headers["Content-Type"].Split(';')[0];
        return content[type]?["schema"] is { } schema ? WrongIn(schema, answer.Json) : [$"{type} is not declared"];
    }

    public IEnumerable<string> WrongIn(JsonNode schema, JsonElement value)
    {
        var whole = schema.DeepClone().AsObject();
        whole["$defs"] = Root["components"]!["schemas"]!.DeepClone();
        Close(whole);
        var text = whole.ToJsonString().Replace(Named, "#/$defs/", StringComparison.Ordinal);
        var found = JsonSchema.FromText(text, new BuildOptions { SchemaRegistry = new() })
            .Evaluate(value, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        return found.IsValid ? [] : found.Details!.Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation} {error.Value} ({detail.SchemaLocation})"));
    }

    /// <summary>The thing itself, where there is a reference to it.</summary>
    public JsonNode? Resolve(JsonNode? node) => node?["$ref"]?.GetValue<string>() is { } reference
        ? reference[2..].Split('/').Aggregate(Root, (within, name) => within[name]!)
        : node;

    private static void Close(JsonNode? node)
    {
        if (node is JsonObject schema && schema.ContainsKey("properties") && !schema.ContainsKey("additionalProperties"))
            schema["additionalProperties"] = false;
        foreach (var inner in node switch { JsonObject members => members.Select(member => member.Value), JsonArray items => items, _ => [] })
            Close(inner);
    }

    /// <summary>One way of making one call.</summary>
    internal sealed record Operation(string Path, string Method, JsonNode Node)
    {
        public string Call => Path.Split('/')[^1];

        /// <summary>Whether it is a call of the wire, and no request of the REST endpoint.</summary>
        public bool IsCall => Path.StartsWith("/AP/", StringComparison.Ordinal);

        public bool IsPost => Method == "post";

        public JsonNode? RequestSchema => Node["requestBody"]?["content"]!["application/json"]!["schema"];

        public IEnumerable<(string Name, JsonNode Payload)> Examples =>
            Node["requestBody"]?["content"]!["application/json"]!["examples"]!.AsObject().Select(example => (example.Key, example.Value!["value"]!)) ?? [];

        public bool TakesToken => Node["security"]!.AsArray().Any(way => way!.AsObject().ContainsKey("APToken"));

        public override string ToString() => $"{Method.ToUpperInvariant()} {Path}";
    }
}
