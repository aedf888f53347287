using System.Net;
using UserDomain.Host.Tests.Hosts;

namespace UserDomain.Host.Tests.Rest;

/// <summary>The keys of the REST endpoint: one a user, shown once, kept hashed, the one before dead at once (wire contract, 9.1, 9.3).</summary>
public sealed class RestKeyTests(OneHost host) : IClassFixture<OneHost>
{
    [Fact]
    public async Task A_new_key_kills_the_one_before_at_once_on_every_host()
    {
        var (user, other) = (await host.NewUserAsync(), await host.Venue.StartHostAsync());
        var first = await TestRest.OfAsync(user);
        await first.MustOpenAsync(other, user.Id);

        var second = await TestRest.OfAsync(user);
        await first.MustOpenNothingAsync(other);
        await first.MustOpenNothingAsync(host.Host);
        await second.MustOpenAsync(other, user.Id);

        var third = new TestRest(other, (await (second with { Host = other }).SendAsync(HttpMethod.Post, "key-generate")).MustBeData().GetString());
        await second.MustOpenNothingAsync(host.Host);
        await third.MustOpenAsync(host.Host, user.Id);
    }

    [Theory]
    [InlineData("POST", "key-generate")]
    [InlineData("GET", "key-generate")]
    [InlineData("POST", "key-generate/{0}")]
    [InlineData("GET", "KEY-generate/{0}")]
    public async Task The_endpoint_makes_a_key_by_either_method_with_an_id_or_without(string method, string path)
    {
        var user = await host.NewUserAsync();
        var rest = await TestRest.OfAsync(user);

        var key = (await rest.SendAsync(new(method), string.Format(System.Globalization.CultureInfo.InvariantCulture, path, user.Id))).MustBeData().GetString()!;

        Guid.Parse(key).Should().NotBeEmpty();
        await rest.MustOpenNothingAsync(host.Host);
        await (rest with { Key = key }).MustOpenAsync(host.Host, user.Id);
    }

    [Fact]
    public async Task The_gateway_makes_and_revokes_them_for_oneself_and_for_operators()
    {
        var (user, root) = (await host.NewUserAsync(), await host.OperatorAsync());

        (await user.PostAsync("GenerateUserRestKey")).Body.Should().MatchRegex($$"""^\{"UserId":{{user.Id}},"RestKey":"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"\}$""");
        var rest = new TestRest(host.Host, await TestRest.KeyOfAsync(root, $$"""{"userName":"{{user.Name}}"}"""));
        await rest.MustOpenAsync(host.Host, user.Id);
        (await root.PostAsync("RevokeUserRestKey", $$"""{"userId":{{user.Id}} }""")).MustSucceed();
        await rest.MustOpenNothingAsync(host.Host);
        (await root.PostAsync("RevokeUserRestKey", $$"""{"userId":{{user.Id}} }""")).MustSucceed();
        (await user.EventsAsync()).Should().EndWith(["user_rest_key_generated", "user_rest_key_generated", "user_rest_key_revoked"]);
        (await user.PostAsync("GenerateUserRestKey", """{"userId":1}""")).MustNotBePermitted();
    }

    [Fact]
    public async Task A_key_can_revoke_itself()
    {
        var rest = await TestRest.OfAsync(await host.NewUserAsync());

        (await rest.SendAsync(HttpMethod.Delete, "key")).MustBe(TestRest.Done);

        await rest.MustOpenNothingAsync(host.Host);
    }

    [Fact]
    public async Task A_key_survives_a_new_password_and_a_log_off_and_rests_while_its_user_is_locked()
    {
        var (user, root) = (await host.NewUserAsync(), await host.OperatorAsync());
        var rest = await TestRest.OfAsync(user);

        (await root.PostAsync("SetUserInfo", $$"""{"userId":{{user.Id}},"password":"Another-One-7"}""")).MustHaveData();
        (await root.PostAsync("ForceUserLogoff", $$"""{"UserName":"{{user.Name}}"}""")).MustSucceed();
        await rest.MustOpenAsync(host.Host, user.Id);
        for (var i = 0; i < 5; i++)
            await host.Host.SignInAnswerAsync(user.Name, "Wrong-Password-1");
        await rest.MustOpenNothingAsync(host.Host);
        (await root.PostAsync("UnLockUser", $$"""{"userId":{{user.Id}} }""")).Status.Should().Be(HttpStatusCode.OK);
        await rest.MustOpenAsync(host.Host, user.Id);
    }

    [Fact]
    public async Task It_stands_nowhere_in_any_table_but_as_a_hash()
    {
        var user = await host.NewUserAsync();
        var rest = await TestRest.OfAsync(user);
        (await rest.UpdateAsync($$"""{"userId":{{user.Id}},"a":"canary-{{user.Id}}"}""")).MustBe(TestRest.Done);
        var second = (await rest.SendAsync(HttpMethod.Post, "key-generate")).MustBeData().GetString()!;

        (await SecretSearch.TablesAsync(host.Database, $"canary-{user.Id}")).Should().NotBeEmpty("what is no secret is found, so a secret would be");
        (await SecretSearch.TablesAsync(host.Database, rest.Key!, second)).Should().BeEmpty();
        (await host.Database.ListAsync<string>("select key_hash from userdomain.rest_keys where user_id = $1", user.Id)).Should().ContainSingle().Which.Should().MatchRegex("^[0-9a-f]{64}$");
    }
}
