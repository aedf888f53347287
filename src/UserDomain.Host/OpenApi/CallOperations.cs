using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using UserDomain.Calls;
using UserDomain.Host.Wire;

namespace UserDomain.Host.OpenApi;

/// <summary>A call as operations: POST with its payload and, for a question that holds no secret, GET with the same in the query.</summary>
internal sealed partial class CallOperations(OpenApiDocument document, RequestSchemas requests, CallResponses responses, XmlDocs docs)
{
    public OpenApiPathItem Of(CallCatalog.Entry call)
    {
        var operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Post] = Post(call) };
        if (!call.Type.IsAssignableTo(typeof(ICommand)) && call.Type.GetProperties().All(member => member.PropertyType != typeof(Secret)))
            operations[HttpMethod.Get] = Get(call);
        return new() { Operations = operations };
    }

    /// <summary>The topic that a call belongs to: its folder.</summary>
    public static string TagOf(Type call) => Words().Replace(call.Namespace!.Split('.')[^1], " $0").Trim();

    /// <summary>The first sentence, or what stands for one, as plain text.</summary>
    public static string SummaryOf(string text) => FirstSentence().Match(text.Replace("`", "", StringComparison.Ordinal)).Value;

    private OpenApiOperation Post(CallCatalog.Entry call)
    {
        var operation = Operation(call, call.Name);
        operation.RequestBody = new OpenApiRequestBody
        {
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new()
                {
                    Schema = requests.Of(call.Type),
                    Examples = requests.ExamplesOf(call.Type, call.Access).ToDictionary(
                        example => example.Name, example => (IOpenApiExample)new OpenApiExample { Value = example.Value }, StringComparer.Ordinal),
                },
            },
        };
        return operation;
    }

    private OpenApiOperation Get(CallCatalog.Entry call)
    {
        var operation = Operation(call, $"{call.Name}ByQuery");
        var isAboutAnother = call.Type.IsAssignableTo(typeof(IUserQuery)) && !call.Access.IsOpenToSelf;
        foreach (var member in requests.MembersOf(call.Type))
        {
            operation.Parameters!.Add(new OpenApiParameter
            {
                Name = member.Name,
                In = ParameterLocation.Query,
                Required = member.IsRequired,
                Schema = member.Schema,
                Description = member.Description,
                Example = member.IsRequired || isAboutAnother ? member.Example : null,
            });
        }

        return operation;
    }

    private OpenApiOperation Operation(CallCatalog.Entry call, string id)
    {
        var text = docs.Of(call.Type) ?? "";
        return new()
        {
            OperationId = id,
            Summary = SummaryOf(text),
            Description = string.Join("\n\n", [text, $"For: {RuleOf(call)}.", .. AliasesOf(call)]),
            Tags = new HashSet<OpenApiTagReference> { new(TagOf(call.Type), document) },
            Parameters = [.. CallHeaders.Of(call.Type, document)],
            Responses = responses.Of(call),
            Security = SecuritySchemes.Of(call, document),
        };
    }

    private static string RuleOf(CallCatalog.Entry call) =>
        call.Access.Rule + (SecuritySchemes.IsOpenToKeys(call) ? "" : "; not by an API key");

    private static IEnumerable<string> AliasesOf(CallCatalog.Entry call) =>
        call.Aliases is [] ? [] : [$"Also named {string.Join(", ", call.Aliases.Select(alias => $"`{alias}`"))}."];

    [GeneratedRegex("(?<=[a-z])[A-Z]", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Words();

    [GeneratedRegex("^.*?(?=[.:;](?: |$)|$)", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex FirstSentence();
}
