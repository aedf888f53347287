using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace UserDomain.Host.Tests.OpenApi;

/// <summary>The document as a document: valid, the same until the host is another, and there only where it is wanted.</summary>
public sealed class DocumentTests(OneHost one) : IClassFixture<OneHost>
{
    private const string Path = "/openapi/v1.json";

    [Fact]
    public async Task It_is_valid_to_a_validator_that_did_not_write_it() =>
        (await Validator.ProblemsOfAsync((await one.Stranger.GetAsync(Path)).Body)).Should().BeEmpty();

    [Fact]
    public async Task It_is_valid_with_older_and_stricter_statuses_and_older_spelling_too()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await venue.StartHostAsync(settings => settings with { LegacyHttpStatus = true, StrictHttpStatus = true, UserKeyCasing = KeyCasing.Pascal });
        var document = await Described.ByAsync(host);

        (await Validator.ProblemsOfAsync(document.Root.ToJsonString())).Should().BeEmpty();
        var statuses = document.Operations.Single(operation => operation is { Call: "GetUserInfo", IsPost: true }).Node["responses"]!.AsObject().Select(response => response.Key);
        statuses.Should().Contain(["403", "404"]).And.NotContain("401");
        document.Root["components"]!["schemas"]!["UserObject"]!["properties"]!.AsObject().Select(member => member.Key).Should().Contain("OMSId");
    }

    [Fact]
    public async Task A_document_that_is_broken_is_found_out()
    {
        var document = JsonNode.Parse((await one.Stranger.GetAsync(Path)).Body)!;
        document["components"]!["schemas"]!["UserObject"]!["properties"]!["userId"]!["type"] = "number of a user";

        (await Validator.ProblemsOfAsync(document.ToJsonString())).Should().Contain("userId/type");
    }

    [Fact]
    public async Task It_is_not_sent_again_to_who_has_it()
    {
        var first = await one.Stranger.GetAsync(Path);
        first.Headers.Should().Contain("Content-Type", "application/json; charset=utf-8").And.Contain("X-Content-Type-Options", "nosniff");

        var second = await one.Stranger.GetAsync(Path, ("If-None-Match", first.Headers["ETag"]));

        second.MustBe("", HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Where_it_is_switched_off_neither_it_nor_the_page_is_there()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await venue.StartHostAsync(settings => settings with { Docs = false });

        foreach (var path in (string[])[Path, "/docs", "/docs/", "/docs/docs.js"])
            (await host.Stranger.GetAsync(path)).Status.Should().Be(HttpStatusCode.NotFound);
        HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection([new("DOCS", "false")]).Build()).Docs.Should().BeFalse();
        new HostSettings().Docs.Should().BeTrue();
    }
}
