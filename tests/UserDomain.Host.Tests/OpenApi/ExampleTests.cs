using System.Text.Json.Nodes;
using UserDomain.Host.Wire;

namespace UserDomain.Host.Tests.OpenApi;

/// <summary>What the document says is so: its examples are taken, and what comes back is what it declares.</summary>
public sealed class ExampleTests(ExampleVenue venue) : IClassFixture<ExampleVenue>
{
    /// <summary>What nobody can know beforehand: a code, a token, a key. These are well formed, and refused.</summary>
    private static readonly Dictionary<string, string> Unknowable = new()
    {
        ["Authenticate2FA"] = "no",
        ["ConfirmUserEmail"] = "101",
        ["GetLoggedInUserBySessionToken"] = "104",
        ["RemoveUserAPIKey"] = "104",
        ["ResetPassword2"] = "101",
        ["Validate2FA"] = "no",
    };

    private static readonly string[] First = ["CreateUser", "SetUserConfig", "Add"];
    private static readonly string[] Last = ["Remove", "Revoke", "ForceUserLogoff", "LogOut"];

    [Fact]
    public async Task Each_operation_takes_its_examples_and_answers_what_it_declares()
    {
        var wrong = new List<string>();
        foreach (var operation in venue.Document.Operations.OrderBy(PlaceOf).ThenBy(operation => operation.Path, StringComparer.Ordinal))
        {
            foreach (var (name, payload) in operation.Examples.DefaultIfEmpty(("Oneself", new JsonObject())))
            {
                var answer = await venue.SendAsync(operation, IsForOperators(operation) ? "Another" : name, payload);
                wrong.AddRange(venue.Document.WrongIn(operation, answer).Select(what => $"{operation} {name}: {what} in {answer.Body}"));
                if (ExampleVenue.OutcomeOf(answer) is var outcome && outcome != Unknowable.GetValueOrDefault(operation.Call, "ok"))
                    wrong.Add($"{operation} {name}: {answer.Status} {answer.Body}");
            }
        }

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void Each_call_is_described_with_examples_of_what_is_sent_and_of_what_comes()
    {
        var posts = venue.Document.Operations.Where(operation => operation is { IsCall: true, IsPost: true }).ToArray();

        posts.Select(operation => operation.Call).Should().BeEquivalentTo(new CallCatalog().All.Select(call => call.Name));
        posts.Should().OnlyContain(operation => operation.Examples.Any());
        posts.Should().OnlyContain(operation => operation.Node["responses"]!["200"]!["content"]!["application/json"]!["examples"]!.AsObject().Count > 1);
        venue.Document.Operations.Should().OnlyContain(operation => operation.Node["summary"]!.ToString().Length > 10 && operation.Node["description"]!.ToString().Contains("For: "));
    }

    [Fact]
    public void No_example_has_a_member_that_is_not_declared()
    {
        foreach (var operation in venue.Document.Operations)
        {
            foreach (var (name, payload) in operation.Examples)
                venue.Document.WrongIn(operation.RequestSchema!, System.Text.Json.JsonElement.Parse(payload.ToJsonString())).Should().BeEmpty("{0} {1}", operation, name);
        }
    }

    private static int PlaceOf(Described.Operation operation) =>
        Array.FindIndex(First, name => operation.Call.StartsWith(name, StringComparison.Ordinal)) is var first and >= 0 ? first
        : First.Length + 1 + Array.FindIndex(Last, name => operation.Call.StartsWith(name, StringComparison.Ordinal));

    /// <summary>Asked by GET, what nobody asks about himself.</summary>
    private static bool IsForOperators(Described.Operation operation) => operation.Call is
        "GetAvailablePermissionList" or "GetLockedUsers" or "GetUsers" or "GetUserActivity" or "GetUserAsOf" or "GetUserAuditTrail" or "GetUserConfigHistory";
}
