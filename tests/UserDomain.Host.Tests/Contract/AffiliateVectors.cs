namespace UserDomain.Host.Tests.Contract;

/// <summary>Affiliate tags over HTTP, and users who come by them.</summary>
public abstract class AffiliateVectors(OneHost host)
{
    [Fact]
    public async Task A_tag_is_added_updated_and_shown_as_the_documents_draw_it()
    {
        var user = await host.NewUserAsync();
        var tag = $"Tag{user.Id}";

        (await user.PostAsync("AddUserAffiliateTag", $$"""{"omsId":0,"userId":{{user.Id}},"affiliateId":0,"affiliateTag":"{{tag}}"}""")).MustSucceed();
        (await user.PostAsync("GetUserAffiliateTag", $$"""{"userId":{{user.Id}},"omsId":1}"""))
            .MustBe($$"""[{"omsId":1,"userId":{{user.Id}},"affiliateId":{{user.Id}},"affiliateTag":"{{tag}}"}]""");

        (await user.PostAsync("UpdateUserAffiliateTag", $$"""{"affiliateId":{{user.Id}},"affiliateTag":"{{tag}}b"}""")).MustSucceed();
        (await user.PostAsync("UpdateUserAffiliateTag", $$"""{"affiliateTag":"{{tag}}B"}""")).MustSucceed();
        (await user.PostAsync("GetUserAffiliateTag"))
            .MustBe($$"""[{"omsId":1,"userId":{{user.Id}},"affiliateId":{{user.Id}},"affiliateTag":"{{tag}}b"}]""");
        (await user.EventsAsync()).Count(type => type == "user_affiliate_tag_set").Should().Be(2);
    }

    [Theory]
    [InlineData("\"\"", "AffiliateTag is Required")]
    [InlineData("\"no spaces\"", "AffiliateTag is invalid")]
    [InlineData("7", "AffiliateTag is invalid")]
    public async Task A_tag_is_alphanumeric(string tag, string detail) =>
        (await (await host.NewUserAsync()).PostAsync("AddUserAffiliateTag", $$"""{"affiliateTag":{{tag}}}""")).MustRefuse(100, detail);

    [Fact]
    public async Task Of_many_users_who_want_one_tag_at_once_one_gets_it()
    {
        var second = await host.Venue.StartHostAsync();
        var users = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.NewUserAsync()));

        var answers = await Task.WhenAll(users.Select((user, i) => user.Client.With(() => i % 2 == 0 ? host.Host.Address : second.Address)
            .PostAsync(i % 3 == 0 ? "UpdateUserAffiliateTag" : "AddUserAffiliateTag", $$"""{"affiliateTag":"{{(i % 2 == 0 ? "wanted" : "WANTED")}}"}""")));

        answers.Count(answer => answer.Body == Answer.Success).Should().Be(1);
        foreach (var loser in answers.Where(answer => answer.Body != Answer.Success))
            loser.MustRefuse(101, "AffiliateTag already in use");
        foreach (var (user, answer) in users.Zip(answers))
            (await user.EventsAsync()).Contains("user_affiliate_tag_set").Should().Be(answer.Body == Answer.Success);
    }

    [Fact]
    public async Task Who_is_created_by_a_tag_counts_as_brought_in_by_its_owner()
    {
        var (admin, owner) = (await host.NewUserAsync("Operator"), await host.NewUserAsync());
        (await owner.PostAsync("AddUserAffiliateTag", $$"""{"affiliateTag":"Owner{{owner.Id}}"}""")).MustSucceed();
        (await owner.PostAsync("GetUserAffiliateCount", $$"""{"OMSId":1,"UserId":{{owner.Id}}}""")).MustBe("""{"Count":0}""");

        (await admin.PostAsync("CreateUser", New(owner, 0))).MustSucceed();

        var shown = (await admin.PostAsync("GetUserInfo", $$"""{"userName":"by {{owner.Id}}"}""")).MustHaveData();
        shown.GetProperty("affiliateId").GetInt64().Should().Be(owner.Id);
        shown.GetProperty("refererId").GetInt64().Should().Be(owner.Id);
        (await owner.PostAsync("GetUserAffiliateCount")).MustBe("""{"Count":1}""");
        (await host.Database.AskAsync<string>("select data->>'AffiliateTag' from mt_events where stream_id = $1 and version = 1", $"user-{shown.GetProperty("userId")}"))
            .Should().Be($"OWNER{owner.Id}");
        (await admin.PostAsync("CreateUser", New(owner, admin.Id))).MustRefuse(100, "AffiliateId does not match AffiliateTag");
    }

    private static string New(TestUser owner, long affiliateId) => $$"""
        {"userInfo":{"userName":"by {{owner.Id}}","email":"by{{owner.Id}}@example.com","affiliateId":{{affiliateId}},"refererId":0},"affiliateTag":"OWNER{{owner.Id}}"}
        """;
}

public sealed class AffiliateVectorsOverHttp(OneHost host) : AffiliateVectors(host), IClassFixture<OneHost>;

public sealed class AffiliateVectorsBySocket(OneHostBySocket host) : AffiliateVectors(host), IClassFixture<OneHostBySocket>;
