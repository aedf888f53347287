using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.Profile;
using UserDomain.RestKeys;

namespace UserDomain.Host.OpenApi;

/// <summary>What there is under <c>/v2</c> (wire contract, section 9), for the calls that its requests are.</summary>
internal sealed class RestOperations(OpenApiDocument document, SchemaSet schemas, AnswerSchemas answers, XmlDocs docs, RestResponses responses)
{
    public const string Tag = "REST v2";

    public void Add()
    {
        document.Tags!.Add(new() { Name = Tag });
        Add("update-config", HttpMethod.Post, typeof(UpdateUserConfig), RestResponses.Always(true), JsonValue.Create(true), body: Update());
        Add("me", HttpMethod.Get, typeof(GetUser), answers.Of(typeof(UserIdInfo)), answers.ExampleOf(typeof(UserIdInfo)));
        Add("{id}", HttpMethod.Get, typeof(GetUser), answers.Of(typeof(UserIdInfo)), answers.ExampleOf(typeof(UserIdInfo)));
        foreach (var path in (string[])["key-generate", "key-generate/{id}"])
            Add(path, HttpMethod.Post, typeof(GenerateUserRestKey), SchemaSet.Of(JsonSchemaType.String), answers.ExampleOf(typeof(GeneratedRestKey))["RestKey"]!);
        foreach (var path in (string[])["key", "key/{id}"])
            Add(path, HttpMethod.Delete, typeof(RevokeUserRestKey), RestResponses.Always(true), JsonValue.Create(true));
    }

    private void Add(string path, HttpMethod method, Type call, IOpenApiSchema data, JsonNode example, OpenApiRequestBody? body = null)
    {
        var namesUser = path.EndsWith("{id}", StringComparison.Ordinal);
        var text = docs.Of(call)!;
        var operation = new OpenApiOperation
        {
            OperationId = $"Rest{call.Name}{(namesUser ? "ById" : path == "me" ? "OfOneself" : "")}",
            Summary = CallOperations.SummaryOf(text),
            Description = $"{text}\n\nFor: {((ICall)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(call)).Access.Rule}.",
            Tags = new HashSet<OpenApiTagReference> { new(Tag, document) },
            Parameters = [.. CallHeaders.Of(call, document), .. namesUser ? (OpenApiParameter[])[Id()] : []],
            RequestBody = body,
            Responses = responses.Of(call, data, example),
            Security = SecuritySchemes.OfRest(document),
        };
        document.Paths[$"/v2/users/{path}"] = new OpenApiPathItem { Operations = new() { [method] = operation } };
    }

    private static OpenApiParameter Id() => new()
    {
        Name = "id",
        In = ParameterLocation.Path,
        Required = true,
        Description = "Whom it is about.",
        Schema = SchemaSet.Of(JsonSchemaType.Integer, "int64"),
        Example = JsonValue.Create(7),
    };

    private OpenApiRequestBody Update()
    {
        var fields = KnownField.Every.OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => (field.Name, (IOpenApiSchema)Of(field.Kind), false));
        return new()
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new()
                {
                    Schema = schemas.Named("UpdateConfigRequest", () =>
                    {
                        var all = SchemaSet.ObjectOf(
                            "Any fields beside `userId`, each kept under its name; null clears one. Those that are listed take only what is said of them.",
                            [("userId", SchemaSet.Of(JsonSchemaType.Integer, "int64"), true), .. fields]);
                        all.AdditionalProperties = new OpenApiSchema();
                        return all;
                    }),
                    Examples = new Dictionary<string, IOpenApiExample>(StringComparer.Ordinal)
                    {
                        ["Cellphone"] = new OpenApiExample { Value = new JsonObject { ["userId"] = 7, ["cellPhone"] = "+15551234567", ["notifyBySms"] = true } },
                    },
                },
            },
        };
    }

    private static OpenApiSchema Of(FieldKind kind) => kind switch
    {
        FieldKind.Text => SchemaSet.Of(JsonSchemaType.String | JsonSchemaType.Null),
        FieldKind.WholeNumber => SchemaSet.Of(JsonSchemaType.Integer | JsonSchemaType.Null, "int32"),
        FieldKind.Flag => SchemaSet.Of(JsonSchemaType.Boolean | JsonSchemaType.Null),
    };
}
