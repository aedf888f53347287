using System.Net;
using System.Text.Json;

namespace UserDomain.Host.Tests;

/// <summary>A response as it came, to the byte.</summary>
/// <param name="Status">None where it came in a frame, which has none.</param>
public sealed record Answer(HttpStatusCode? Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public const string Success = """{"result":true,"errormsg":null,"errorcode":0,"detail":null}""";

    private static readonly Dictionary<int, string> Messages = new()
    {
        [20] = "Not Authorized",
        [100] = "Invalid Request",
        [101] = "Operation Failed",
        [102] = "Server Error",
        [104] = "Resource Not Found",
    };

    public JsonElement Json => JsonElement.Parse(Body);

    public static async Task<Answer> OfAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        await response.Content.ReadAsStringAsync(),
        response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));

    public Answer MustBe(string body, HttpStatusCode status = HttpStatusCode.OK)
    {
        Body.Should().Be(body);
        (Status ?? status).Should().Be(status);
        return this;
    }

    public Answer MustSucceed() => MustBe(Success);

    /// <summary>The standard response of a no, byte for byte.</summary>
    public Answer MustRefuse(int code, string? detail, HttpStatusCode status = HttpStatusCode.OK) => MustBe(
        $$"""{"result":false,"errormsg":"{{Messages[code]}}","errorcode":{{code}},"detail":{{JsonSerializer.Serialize(detail)}}}""", status);

    public Answer MustNotKnowTheCaller() => MustRefuse(20, null, HttpStatusCode.Unauthorized);

    public Answer MustNotBePermitted() => MustRefuse(20, null);

    /// <summary>A user object (or an array): an answer with data, not a standard response.</summary>
    public JsonElement MustHaveData()
    {
        (Status ?? HttpStatusCode.OK).Should().Be(HttpStatusCode.OK, Body);
        var json = Json;
        (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("errorcode", out _)).Should().BeFalse(Body);
        return json;
    }
}
