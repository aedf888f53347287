using System.Text.Json.Nodes;

namespace UserDomain.Host.Tests.OpenApi;

/// <summary>A member that the document calls required is: without it the call is refused, and says which is missing.</summary>
public sealed class RequiredMemberTests(ExampleVenue venue) : IClassFixture<ExampleVenue>
{
    [Fact]
    public async Task Without_a_required_member_the_call_is_refused_for_want_of_it()
    {
        var create = venue.Document.Operations.Single(operation => operation.Call == "CreateUser");
        (await venue.SendAsync(create, "CreateUser", create.Examples.Single().Payload)).MustSucceed();
        var missed = 0;
        foreach (var operation in venue.Document.Operations.Where(operation => operation is { IsCall: true, IsPost: true }))
        {
            var (example, payload) = operation.Examples.Last();
            foreach (var path in RequiredIn(operation.RequestSchema, []))
            {
                var answer = await venue.SendAsync(operation, example, Without(payload, path));
                answer.Body.Should().Contain("\"errorcode\":100").And.Contain("is Required", "{0} lacks {1}", operation, string.Join('.', path));
                missed++;
            }
        }

        missed.Should().BeGreaterThan(20);
    }

    private IEnumerable<string[]> RequiredIn(JsonNode? schema, string[] within)
    {
        var whole = venue.Document.Resolve(schema)!;
        var required = whole["required"]?.AsArray().Select(name => name!.GetValue<string>()).ToArray() ?? [];
        return required.SelectMany(name => RequiredIn(whole["properties"]![name], [.. within, name]).Prepend([.. within, name]));
    }

    private static JsonNode Without(JsonNode payload, string[] path)
    {
        var copy = payload.DeepClone();
        path[..^1].Aggregate(copy, (within, name) => within[name]!).AsObject().Remove(path[^1]).Should().BeTrue();
        return copy;
    }
}
