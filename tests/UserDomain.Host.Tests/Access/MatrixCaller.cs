using System.Net;
using System.Text.Json;

namespace UserDomain.Host.Tests.Access;

/// <summary>Somebody who makes calls, and whom he makes them about.</summary>
/// <param name="Key">What he signs with in place of a session.</param>
public sealed record MatrixCaller(TestUser Target, TestClient Client, TestKey? Key = null)
{
    public Task<Answer> PostAsync(string call, string json, params (string Name, string Value)[] headers) =>
        Client.PostAsync(call, json, [.. headers, .. Key?.Headers(TestKey.NewNonce()) ?? []]);

    /// <returns><c>ok</c>; the code of a standard response, <c>401</c> for a stranger's; <c>no</c> where a sign-in or a code was not accepted.</returns>
    public static string OutcomeOf(Answer answer) => answer switch
    {
        { Status: HttpStatusCode.Unauthorized } => "401",
        { Status: { } status and not HttpStatusCode.OK } => $"HTTP {(int)status}",
        { Json: { ValueKind: JsonValueKind.Object } json } when json.TryGetProperty("errorcode", out var code) && code.GetInt32() != 0 => code.GetRawText(),
        { Json: { ValueKind: JsonValueKind.Object } json } when IsNo(json, "authenticated") || IsNo(json, "Authenticated") || IsNo(json, "TFaAuthenticated") => "no",
        _ => "ok",
    };

    private static bool IsNo(JsonElement json, string member) => json.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.False;
}
