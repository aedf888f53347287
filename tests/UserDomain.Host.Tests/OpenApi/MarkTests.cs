using System.Net;
using System.Text.Json.Nodes;

namespace UserDomain.Host.Tests.OpenApi;

/// <summary>What the document says of the headers that mark a command: they are declared where they count, and so is what they lead to.</summary>
public sealed class MarkTests(OneHost one) : IClassFixture<OneHost>
{
    [Fact]
    public async Task A_REST_request_for_another_version_is_refused_as_declared_where_the_header_is_declared()
    {
        var (document, root, user) = (await Described.ByAsync(one.Host), await one.OperatorAsync(), await one.NewUserAsync());

        foreach (var operation in document.Operations.Where(operation => operation.Path.StartsWith("/v2/", StringComparison.Ordinal)))
        {
            var body = new JsonObject { ["userId"] = user.Id, ["a"] = "b" };
            var request = new HttpRequestMessage(new(operation.Method), operation.Path.Replace("{id}", $"{user.Id}", StringComparison.Ordinal)) { Content = new StringContent(body.ToJsonString()) };
            var answer = await root.SendAsync(request, ("If-Match", "\"999\""));

            (answer.Status == HttpStatusCode.PreconditionFailed).Should().Be(Takes(operation, "IfMatch"), operation.ToString());
            document.WrongIn(operation, answer).Should().BeEmpty(operation.ToString());
        }
    }

    [Fact]
    public async Task A_REST_command_declares_the_key_to_send_it_again_by()
    {
        var document = await Described.ByAsync(one.Host);

        document.Operations.Where(operation => operation.Path.StartsWith("/v2/", StringComparison.Ordinal))
            .Should().OnlyContain(operation => Takes(operation, "IdempotencyKey") == (operation.Method != "get"));
    }

    private static bool Takes(Described.Operation operation, string header) =>
        operation.Node["parameters"]?.AsArray().Any(parameter => parameter!["$ref"]?.GetValue<string>() == $"#/components/parameters/{header}") is true;
}
