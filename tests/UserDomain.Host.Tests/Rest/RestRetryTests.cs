using System.Net;

namespace UserDomain.Host.Tests.Rest;

/// <summary>A request of the REST endpoint that is sent again under its client's key is made once; one for another version than the user's is not made.</summary>
public sealed class RestRetryTests(OneHost host) : IClassFixture<OneHost>
{
    [Fact]
    public async Task Update_config_with_a_key_is_made_once_and_answered_the_same()
    {
        var user = await host.NewUserAsync();
        var rest = await TestRest.OfAsync(user);
        var body = $$"""{"userId":{{user.Id}},"phone":"1"}""";

        (await SendAsync(rest, "update-config", body, "one")).MustBe(TestRest.Done);
        (await SendAsync(rest, "update-config", $$"""{"userId":{{user.Id}},"phone":"2"}""", "two")).MustBe(TestRest.Done);
        (await SendAsync(rest, "update-config", body, "one")).MustBe(TestRest.Done);

        (await user.ConfigAsync()).Should().Be("""[{"Key":"phone","Value":"2"}]""", "the first was not made again");
        (await user.EventsAsync()).Count(type => type == "user_config_set").Should().Be(2);
    }

    [Fact]
    public async Task Another_request_under_the_same_key_is_refused()
    {
        var user = await host.NewUserAsync();
        var rest = await TestRest.OfAsync(user);
        (await SendAsync(rest, "update-config", $$"""{"userId":{{user.Id}},"phone":"1"}""", "one")).MustBe(TestRest.Done);

        (await SendAsync(rest, "update-config", $$"""{"userId":{{user.Id}},"phone":"2"}""", "one"))
            .MustFail(HttpStatusCode.BadRequest, "InvalidParameter", "Idempotency-Key reused");
    }

    [Fact]
    public async Task A_field_that_is_named_like_the_header_is_a_field()
    {
        var user = await host.NewUserAsync();
        var rest = await TestRest.OfAsync(user);

        (await rest.UpdateAsync($$"""{"userId":{{user.Id}},"Idempotency-Key":"one","a":1}""")).MustBe(TestRest.Done);
        (await rest.UpdateAsync($$"""{"userId":{{user.Id}},"Idempotency-Key":"one","a":2}""")).MustBe(TestRest.Done);

        (await user.ConfigAsync()).Should().Be("""[{"Key":"Idempotency-Key","Value":"one"},{"Key":"a","Value":"2"}]""");
    }

    [Fact]
    public async Task A_key_that_is_made_twice_is_the_same_key_and_lives_and_one_for_somebody_else_is_another_request()
    {
        var (user, other) = (await host.NewUserAsync(), await host.NewUserAsync());
        var rest = new TestRest(host.Host, await TestRest.KeyOfAsync(await host.OperatorAsync()));

        var first = await SendAsync(rest, $"key-generate/{user.Id}", null, "make");
        var second = await SendAsync(rest, $"key-generate/{user.Id}", null, "make");

        second.Body.Should().Be(first.Body);
        await (rest with { Key = first.Json.GetProperty("data").GetString() }).MustOpenAsync(host.Host, user.Id);
        (await user.EventsAsync()).Count(type => type == "user_rest_key_generated").Should().Be(1);
        (await SendAsync(rest, $"key-generate/{other.Id}", null, "make")).MustFail(HttpStatusCode.BadRequest, "InvalidParameter", "Idempotency-Key reused");
    }

    [Fact]
    public async Task A_request_for_another_version_than_the_users_is_not_made()
    {
        var user = await host.NewUserAsync();
        var rest = await TestRest.OfAsync(user);
        var tag = (await user.Client.GetAsync("/AP/GetUserConfig")).Headers["ETag"];
        var body = $$"""{"userId":{{user.Id}},"phone":"1"}""";

        (await rest.SendAsync(HttpMethod.Post, "update-config", body, ("If-Match", "\"1\"")))
            .MustFail(HttpStatusCode.PreconditionFailed, "InvalidParameter", "Version does not match");
        (await user.ConfigAsync()).Should().Be("[]");
        (await rest.SendAsync(HttpMethod.Post, "update-config", body, ("If-Match", tag))).MustBe(TestRest.Done);
    }

    private static Task<Answer> SendAsync(TestRest rest, string path, string? json, string key) =>
        rest.SendAsync(HttpMethod.Post, path, json, ("Idempotency-Key", key));
}
