using System.Net;
using UserDomain.Host.Tests.Access;

namespace UserDomain.Host.Tests.Rest;

/// <summary>Users by their ids, and who is shown, changed and given keys by whom: what is not seen is not there, what is seen may be forbidden (wire contract, 9.1, 9.3).</summary>
public sealed class RestUserTests(AccessVenue venue) : IClassFixture<AccessVenue>
{
    [Fact]
    public async Task A_user_is_shown_in_the_words_of_the_endpoint()
    {
        var user = await venue.Host.NewUserAsync(userConfig: """[{"Key":"FirstName","Value":"Ann"},{"Key":"LastName","Value":"O'Neil"}]""");
        var rest = await TestRest.OfAsync(user);

        var shown = await rest.GetAsync("me");

        shown.Body.Should().MatchRegex(
            $$"""^\{"success":true,"data":\{"userId":{{user.Id}},"login":"{{user.Name}}","email":"{{user.Email}}","firstName":"Ann","lastName":"O'Neil","networkId":1,"mailboxId":{{user.AccountId}},"authLevel":"MailboxUser","status":"Active","created":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"\}\}$""");
        (await rest.GetAsync($"{user.Id}")).Body.Should().Be(shown.Body);
        shown.Headers["Cache-Control"].Should().Be("no-store");
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("99999999999999999999")]
    public async Task An_id_that_is_none_is_invalid(string id) =>
        (await (await TestRest.OfAsync(venue.Target)).GetAsync(id)).MustFail(HttpStatusCode.BadRequest, "InvalidParameter", "userId is invalid");

    /// <summary>Who asks, and what he is told: to see the user, to update him, to make him a key, to revoke it.</summary>
    [Fact]
    public async Task Each_endpoint_is_open_to_whom_the_contract_says()
    {
        (string Name, TestClient Client)[] callers =
        [
            ("self", venue.Target.Client), ("same account", venue.SameAccount.Client), ("reader", venue.ReaderOfAccount.Client), ("other account", venue.OtherAccount.Client),
            ("operator", venue.Operator.Client), ("operator/2", venue.OperatorOfOtherOms.Client), ("superuser", venue.Superuser),
        ];
        var rows = new List<string>();
        foreach (var (name, client) in callers)
        {
            var rest = new TestRest(venue.Host, await TestRest.KeyOfAsync(client));
            rows.Add(name.PadRight(16) + string.Join(' ', await OutcomesAsync(rest, venue.Target.Id)));
        }

        string.Join('\n', rows).Should().Be("""
            self            200 200 200 401
            same account    200 200 403 403
            reader          200 403 403 403
            other account   404 404 404 404
            operator        200 200 200 200
            operator/2      404 404 404 404
            superuser       200 200 200 200
            """, "a user who made himself a new key has lost the one that he came by");
    }

    [Fact]
    public async Task A_user_who_outranks_the_caller_is_seen_and_not_touched()
    {
        var rest = new TestRest(venue.Host, await TestRest.KeyOfAsync(venue.Operator.Client));

        (await OutcomesAsync(rest, 1)).Should().Equal("200", "403", "403", "403");
        (await rest.UpdateAsync("""{"userId":1,"a":"1"}""")).MustFail(HttpStatusCode.Forbidden, "AccessDenied");
    }

    [Fact]
    public async Task A_user_who_is_not_seen_looks_like_one_who_is_not_there()
    {
        var rest = new TestRest(venue.Host, await TestRest.KeyOfAsync(venue.OtherAccount.Client));

        foreach (var (seen, unknown) in new[] { ($"{venue.Target.Id}", "99999999"), ($"key-generate/{venue.Target.Id}", "key-generate/99999999") })
            (await rest.GetAsync(seen)).Body.Should().Be((await rest.GetAsync(unknown)).MustFail(HttpStatusCode.NotFound, "ObjectNotFound", "User not Found").Body);
        (await rest.UpdateAsync($$"""{"userId":{{venue.Target.Id}},"a":1}""")).Body.Should().Be((await rest.UpdateAsync("""{"userId":99999999,"a":1}""")).Body);
    }

    private static async Task<string[]> OutcomesAsync(TestRest rest, long userId)
    {
        Answer[] answers =
        [
            await rest.GetAsync($"{userId}"), await rest.UpdateAsync($$"""{"userId":{{userId}},"a":"{{rest.Key}}"}"""),
            await rest.SendAsync(HttpMethod.Post, $"key-generate/{userId}"), await rest.SendAsync(HttpMethod.Delete, $"key/{userId}"),
        ];
        return [.. answers.Select(answer => $"{(int)answer.Status!.Value}")];
    }
}
