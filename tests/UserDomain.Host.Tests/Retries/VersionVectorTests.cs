using System.Net;
using UserDomain.Model;

namespace UserDomain.Host.Tests.Retries;

/// <summary>The version of a user as an entity tag: asked for, sent back, and refused where it is not his any more.</summary>
public class VersionVectorTests(OneHost one) : IClassFixture<OneHost>
{
    [Theory]
    [InlineData("GetUserInfo")]
    [InlineData("GetUserConfig")]
    public async Task Both_questions_tell_the_version_and_spare_the_answer_to_who_has_it(string call)
    {
        var user = await one.NewUserAsync();
        var first = await user.PostAsync(call);
        var tag = first.Headers["ETag"];
        tag.Should().Be($"\"{(await user.EventsAsync()).Count}\"");

        foreach (var given in new[] { tag, $"W/{tag}", $"\"0\", {tag}", "*" })
        {
            MustBeSpared(await user.Client.PostAsync(call, "{}", ("If-None-Match", given)), tag);
            MustBeSpared(await user.Client.GetAsync($"/AP/{call}", ("If-None-Match", given)), tag);
        }

        await user.SetConfigAsync("a", "1");
        var next = await user.Client.PostAsync(call, "{}", ("If-None-Match", tag));
        next.Status.Should().Be(HttpStatusCode.OK);
        next.Headers["ETag"].Should().Be($"\"{(await user.EventsAsync()).Count}\"").And.NotBe(tag);
    }

    [Theory]
    [InlineData("\"0\"")]
    [InlineData("\"01\"")]
    [InlineData("nonsense")]
    [InlineData("\"")]
    public async Task Other_tags_and_what_is_none_spare_nothing(string given)
    {
        var user = await one.NewUserAsync();
        (await user.Client.PostAsync("GetUserConfig", "{}", ("If-None-Match", given))).MustBe("[]");
    }

    [Fact]
    public async Task A_refusal_and_other_calls_tell_no_version()
    {
        var user = await one.NewUserAsync();

        (await user.PostAsync("GetUserInfo", """{"UserId":1}""")).MustNotBePermitted().Headers.Should().NotContainKey("ETag");
        (await user.PostAsync("GetUserInfo", """{"OMSId":99}""")).Headers.Should().NotContainKey("ETag");
        (await user.PostAsync("GetUserAPIKeys")).Headers.Should().NotContainKey("ETag");
    }

    [Fact]
    public async Task A_change_of_the_version_that_was_seen_goes_through_and_of_an_older_one_does_not()
    {
        var user = await one.NewUserAsync();
        var tag = (await user.PostAsync("GetUserConfig")).Headers["ETag"];

        (await SetAsync(user, "1", $"\"0\", {tag}")).MustSucceed();
        (await SetAsync(user, "2", tag)).MustRefuse(101, "Version does not match", HttpStatusCode.PreconditionFailed);

        (await user.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"1"}]""");
    }

    [Fact]
    public async Task A_star_is_every_version_and_a_weak_tag_is_none()
    {
        var user = await one.NewUserAsync();
        var tag = (await user.PostAsync("GetUserConfig")).Headers["ETag"];

        (await SetAsync(user, "1", $"W/{tag}")).MustRefuse(101, "Version does not match", HttpStatusCode.PreconditionFailed);
        (await SetAsync(user, "1", "*")).MustSucceed();
    }

    [Theory]
    [InlineData("5")]
    [InlineData("\"5")]
    [InlineData("\"5\" \"6\"")]
    public async Task What_is_no_tag_is_refused_where_it_counts(string given)
    {
        var (user, root) = (await one.NewUserAsync(), await one.OperatorAsync());

        (await SetAsync(user, "1", given)).MustRefuse(100, "If-Match is invalid");
        (await user.Client.PostAsync("GetUserConfig", "{}", ("If-Match", given))).MustBe("[]");
        (await root.PostAsync("CreateUser", $$"""{"userInfo":{"userName":"match {{user.Id}} {{given.Length}}","email":"match{{user.Id}}.{{given.Length}}@x"} }""", ("If-Match", given))).MustSucceed();
    }

    [Fact]
    public async Task A_stranger_to_the_user_learns_no_version()
    {
        var (user, other) = (await one.NewUserAsync(), await one.NewUserAsync());
        var (right, body) = ($"\"{(await other.EventsAsync()).Count}\"", $$"""{"UserId":{{other.Id}},"Config":{"a":"1"} }""");

        (await user.Client.PostAsync("SetUserConfig", body, ("If-Match", "\"9999\""))).MustNotBePermitted();
        (await user.Client.PostAsync("SetUserConfig", body, ("If-Match", right))).MustNotBePermitted();
    }

    [Fact]
    public async Task What_changes_nothing_is_refused_at_another_version_as_well()
    {
        var user = await one.NewUserAsync();
        await user.SetConfigAsync("a", "1");

        (await SetAsync(user, "1", "\"1\"")).MustRefuse(101, "Version does not match", HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task The_first_answer_comes_again_though_the_version_has_moved()
    {
        var user = await one.NewUserAsync();
        var tag = (await user.PostAsync("GetUserConfig")).Headers["ETag"];
        (await SetAsync(user, "1", tag, ("Idempotency-Key", "k"))).MustSucceed();

        (await SetAsync(user, "1", tag, ("Idempotency-Key", "k"))).MustSucceed();
        (await SetAsync(user, "1", tag)).MustRefuse(101, "Version does not match", HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task What_was_refused_for_its_version_may_be_sent_again_with_its_key()
    {
        var user = await one.NewUserAsync();
        (await SetAsync(user, "1", "\"9999\"", ("Idempotency-Key", "k"))).MustRefuse(101, "Version does not match", HttpStatusCode.PreconditionFailed);

        (await SetAsync(user, "1", (await user.PostAsync("GetUserConfig")).Headers["ETag"], ("Idempotency-Key", "k"))).MustSucceed();
    }

    [Fact]
    public async Task A_host_that_remembers_another_version_goes_by_the_present_one()
    {
        var user = await one.NewUserAsync();
        await user.SetConfigAsync("warm", "1");
        var seen = (await user.PostAsync("GetUserConfig")).Headers["ETag"];
        await one.Venue.RecordAsync(user.Id, new UserConfigSet("theirs", "1"));

        (await SetAsync(user, "ours", seen)).MustRefuse(101, "Version does not match", HttpStatusCode.PreconditionFailed);
        (await SetAsync(user, "ours", (await user.PostAsync("GetUserConfig")).Headers["ETag"])).MustSucceed();
    }

    [Fact]
    public async Task Of_many_changes_of_one_version_at_two_hosts_one_goes_through()
    {
        var (user, second) = (await one.NewUserAsync(), await one.Venue.StartHostAsync());
        var there = user.Client.With(host: () => second.Address);
        var tag = (await user.PostAsync("GetUserConfig")).Headers["ETag"];

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => (i % 2 == 0 ? user.Client : there)
            .PostAsync("SetUserConfig", $$"""{"Config":{"k{{i}}":"1"} }""", ("If-Match", tag))));

        answers.Where(answer => answer.Body == Answer.Success).Should().ContainSingle();
        foreach (var loser in answers.Where(answer => answer.Body != Answer.Success))
            loser.MustRefuse(101, "Version does not match", HttpStatusCode.PreconditionFailed);
        (await user.EventsAsync()).Count(type => type == "user_config_set").Should().Be(1);
    }

    private static void MustBeSpared(Answer answer, string tag)
    {
        answer.MustBe("", HttpStatusCode.NotModified);
        answer.Headers["ETag"].Should().Be(tag);
    }

    private static Task<Answer> SetAsync(TestUser user, string value, string version, params (string, string)[] headers) =>
        user.Client.PostAsync("SetUserConfig", $$"""{"Config":{"a":"{{value}}"} }""", [("If-Match", version), .. headers]);
}
