using System.Text;
using System.Text.Json.Nodes;
using UserDomain.Host.Tests.Access;

namespace UserDomain.Host.Tests.OpenApi;

/// <summary>A venue in which the document's examples are true: user 7 is <c>jsmith</c>, made by the example of his own creation.</summary>
public sealed class ExampleVenue : IAsyncLifetime
{
    private const long Id = 7;
    private const string Password = "Hillside-Road-1";

    private TestVenue venue = null!;
    private TestClient superuser = null!;

    public TestHost Host { get; private set; } = null!;

    internal Described Document { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        venue = await TestVenue.CreateAsync();
        Host = await venue.StartHostAsync(settings => settings with { Venue = new() { EvenAnswersAfter = TimeSpan.Zero } });
        superuser = await Host.OperatorAsync();
        Document = await Described.ByAsync(Host);
        for (var before = 2; before < Id; before++)
            await Host.NewUserAsync();
    }

    public async Task DisposeAsync() => await venue.DisposeAsync();

    /// <summary>By whom an example is meant to be sent: by jsmith about himself, by the operator about another, by a stranger where no session counts.</summary>
    internal Task<Answer> SendAsync(Described.Operation operation, string example, JsonNode payload) => operation.IsCall
        ? CallAsync(operation, example, payload)
        : superuser.SendAsync(new(new(operation.Method), operation.Path.Replace("{id}", $"{Id}", StringComparison.Ordinal)) { Content = new StringContent(payload.ToJsonString()) });

    /// <summary>What it came to, as the access matrix tells it.</summary>
    internal static string OutcomeOf(Answer answer) => MatrixCaller.OutcomeOf(answer);

    private async Task<Answer> CallAsync(Described.Operation operation, string example, JsonNode payload)
    {
        var client = !operation.TakesToken || operation.Call == "Authenticate2FA" ? Host.Stranger
            : example == "Oneself" || operation.Call is "Validate2FA" or "Disable2FA" or "EnableGoogle2FA" ? await Host.SignInAsync("jsmith", Password)
            : superuser;
        var basic = ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"jsmith:{Password}"))}");
        return operation.IsPost
            ? await client.PostAsync(operation.Call, payload.ToJsonString(), operation.Call == "Authenticate" ? [basic] : [])
            : await client.GetAsync(operation.Path + QueryOf(operation));
    }

    private static string QueryOf(Described.Operation operation) => "?" + string.Join('&', (operation.Node["parameters"]?.AsArray() ?? [])
        .Where(parameter => parameter!["in"]?.GetValue<string>() == "query" && parameter["example"] is not null)
        .Select(parameter => $"{parameter!["name"]}={Uri.EscapeDataString(parameter["example"]!.ToString())}"));
}
