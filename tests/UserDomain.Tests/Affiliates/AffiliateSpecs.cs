using UserDomain.Affiliates;
using UserDomain.Model;
using UserDomain.Registration;
using UserDomain.Specs;

namespace UserDomain.Tests.Affiliates;

public sealed class AffiliateSpecs : IDisposable
{
    private static readonly CreateUser.Info Info = new("John", "john@example.org", null, null, null, null, null, null, null);

    private readonly CallSpec calls = new(new VenueSettings { OmsIds = [1, 2] });

    [Fact]
    public async Task A_user_has_the_tags_that_he_added_the_last_one_first()
    {
        var ada = await calls.GivenAsync("ada");

        await calls.When(ada, Add("Friends")).ThenDone();
        await calls.When(ada, Add("Autumn2026")).ThenDone();
        await calls.When(ada, Add("FRIENDS")).ThenDone();

        await calls.When(ada, new GetUserAffiliateTag(null, null, null)).ThenAnswers([Shown(ada, "Autumn2026"), Shown(ada, "Friends")]);
        (await calls.HistoryAsync(ada, after: 1)).Should().Equal(
            new UserAffiliateTagSet("Friends", "FRIENDS"), new UserAffiliateTagSet("Autumn2026", "AUTUMN2026"));
    }

    [Fact]
    public async Task An_update_puts_a_tag_in_the_place_of_the_last_one()
    {
        var ada = await calls.GivenAsync("ada");

        await calls.When(ada, Update("First")).ThenDone();
        await calls.When(ada, Add("Second")).ThenDone();
        await calls.When(ada, Update("Third")).ThenDone();
        await calls.When(ada, Update("third")).ThenDone();
        await calls.When(ada, Update("First")).ThenDone();

        await calls.When(ada, new GetUserAffiliateTag(null, null, null)).ThenAnswers([Shown(ada, "Third"), Shown(ada, "First")]);
        (await calls.VersionAsync(ada)).Should().Be(4);
    }

    [Fact]
    public async Task A_tag_of_another_user_is_taken_in_any_case_until_he_gives_it_up()
    {
        var (ada, bob) = (await calls.GivenAsync("ada"), await calls.GivenAsync("bob"));
        await calls.When(ada, Add("Friends")).ThenDone();

        await calls.When(bob, Add("fRIENDS")).ThenRefused(Refusals.AffiliateTagTaken);
        await calls.When(bob, Update("Friends")).ThenRefused(Refusals.AffiliateTagTaken);
        (await calls.VersionAsync(bob)).Should().Be(1);

        await calls.When(ada, Update("Family")).ThenDone();
        await calls.When(bob, Add("friends")).ThenDone();
        await calls.When(bob, new GetUserAffiliateTag(null, null, null)).ThenAnswers([Shown(bob, "friends")]);
    }

    [Fact]
    public async Task Of_many_who_want_one_tag_one_gets_it()
    {
        var users = new List<UserId>();
        for (var i = 0; i < 12; i++)
            users.Add(await calls.GivenAsync($"user {i}"));

        var outcomes = await Racing.AllAsync(12, i => calls.When(users[i], Add(i % 2 == 0 ? "Wanted" : "WANTED"))
            .On(i % 3 == 0 ? calls.Here : calls.There).AnswerAsync());

        outcomes.Count(outcome => outcome is null).Should().Be(1);
        outcomes.OfType<RefusedException>().Select(no => no.Refusal).Should().HaveCount(11).And.AllBeEquivalentTo(Refusals.AffiliateTagTaken);
    }

    public static TheoryData<string?, string> Malformed => new()
    {
        { null, "AffiliateTag is Required" },
        { "", "AffiliateTag is Required" },
        { new('t', 65), "AffiliateTag is too long" },
        { "my tag", "AffiliateTag is invalid" },
        { "tag-1", "AffiliateTag is invalid" },
        { "tag\u00e9", "AffiliateTag is invalid" },
        { "\u0131", "AffiliateTag is invalid" }, // upper case makes an I of it
    };

    [Theory, MemberData(nameof(Malformed))]
    public async Task A_tag_has_1_to_64_letters_and_digits(string? tag, string detail)
    {
        var ada = await calls.GivenAsync("ada");
        await calls.When(ada, Add(tag)).ThenInvalid(detail);
        await calls.When(ada, Update(tag)).ThenInvalid(detail);
        await calls.When(ada, Add(new('t', 64))).ThenDone();
        await calls.When(ada, Add("7")).ThenDone();
    }

    [Fact]
    public async Task Tags_of_others_are_theirs_to_see_and_set_who_reach_them()
    {
        var ada = await calls.GivenAsync("ada");
        var admin = await calls.GivenAsync(Examples.CreatedAs("admin", "admin@example.org", 11), new UserPermissionGranted("Operator"));
        var trader = await calls.GivenAsync("trader", new UserPermissionGranted("Trading"));
        var stranger = await calls.GivenAsync(Examples.CreatedAs("stranger", "stranger@example.org", 12), new UserPermissionGranted("Trading"));

        await calls.When(admin, Add("One") with { UserId = ada.Value }).ThenDone();
        await calls.When(trader, Update("Two") with { UserId = ada.Value, OMSId = 1 }).ThenDone();
        await calls.When(stranger, Add("Three") with { UserId = ada.Value }).ThenRefused(Refusals.NotAuthorized);
        await calls.When(stranger, Update("Three") with { UserId = ada.Value }).ThenRefused(Refusals.NotAuthorized);

        await calls.When(trader, new GetUserAffiliateTag(1, ada.Value, null)).ThenAnswers([Shown(ada, "Two")]);
        await calls.When(stranger, new GetUserAffiliateTag(null, ada.Value, null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(stranger, new GetUserAffiliateCount(null, ada.Value, null)).ThenRefused(Refusals.NotAuthorized);
    }

    [Fact]
    public async Task Another_oms_than_the_callers_is_for_superusers_to_name()
    {
        var ada = await calls.GivenAsync("ada");
        var superuser = await calls.GivenAsync("super", new UserPermissionGranted("SUPERUSER"));
        var bob = await calls.GivenAsync(Examples.CreatedAs("bob", "bob@example.org", omsId: 2));

        await calls.When(ada, Add("One") with { OMSId = 2 }).ThenRefused(Refusals.UserUnknown);
        await calls.When(ada, Update("One") with { OMSId = 2 }).ThenRefused(Refusals.UserUnknown);
        await calls.When(ada, new GetUserAffiliateTag(2, null, null)).ThenRefused(Refusals.UserUnknown);
        await calls.When(ada, new GetUserAffiliateCount(2, null, null)).ThenRefused(Refusals.UserUnknown);
        await calls.When(superuser, Add("One") with { OMSId = 2, UserId = bob.Value }).ThenDone();
        await calls.When(superuser, new GetUserAffiliateTag(2, bob.Value, null)).ThenAnswers([new(2, bob.Value, bob.Value, "One")]);
    }

    [Fact]
    public async Task Who_is_created_by_a_tag_is_affiliated_with_its_owner_who_is_his_referer_too()
    {
        var (admin, ada) = (await AdminAsync(), await calls.GivenAsync("ada", new UserAffiliateTagSet("Friends", "FRIENDS")));

        await calls.When(admin, new CreateUser(Info, null, "friends", null)).ThenDone();

        var john = await calls.IdOfAsync("john");
        (await calls.InfoAsync(john)).Should().BeEquivalentTo(new { AffiliateId = ada.Value, RefererId = ada.Value });
        (await calls.HistoryAsync(john)).OfType<UserCreated>().Should().ContainSingle().Which.AffiliateTag.Should().Be("friends");
        await calls.When(ada, new GetUserAffiliateCount(null, null, null)).ThenAnswers(new(1));
        await calls.When(john, new GetUserAffiliateCount(null, null, null)).ThenAnswers(new(0));
    }

    [Fact]
    public async Task A_referer_who_is_given_stays_and_an_affiliate_who_is_given_must_be_the_owner()
    {
        var (admin, ada) = (await AdminAsync(), await calls.GivenAsync("ada", new UserAffiliateTagSet("Friends", "FRIENDS")));

        await calls.When(admin, new CreateUser(Info with { AffiliateId = admin.Value }, null, "Friends", null)).ThenRefused(Refusals.AffiliateMismatch);
        await calls.When(admin, new CreateUser(Info with { AffiliateId = ada.Value, RefererId = admin.Value }, null, "Friends", null)).ThenDone();

        (await calls.InfoAsync(await calls.IdOfAsync("john"))).Should().BeEquivalentTo(new { AffiliateId = ada.Value, RefererId = admin.Value });
    }

    [Fact]
    public async Task A_tag_of_another_oms_is_unknown_as_is_one_that_gave_way()
    {
        var admin = await AdminAsync();
        await calls.GivenAsync(Examples.CreatedAs("bob", "bob@example.org", omsId: 2), new UserAffiliateTagSet("There", "THERE"));
        await calls.GivenAsync("ada", new UserAffiliateTagSet("Old", "OLD"), new UserAffiliateTagSet("New", "NEW", Replaces: "OLD"));

        foreach (var tag in (string[])["There", "Old", "no tag at all", new('t', 100_000)])
            await calls.When(admin, new CreateUser(Info, null, tag, null)).ThenRefused(Refusals.AffiliateTagUnknown);
        await calls.When(admin, new CreateUser(Info, null, "New", null)).ThenDone();
    }

    public void Dispose() => calls.Dispose();

    private static AddUserAffiliateTag Add(string? tag) => new(null, null, null, tag);

    private static UpdateUserAffiliateTag Update(string? tag) => new(null, null, null, tag);

    private static AffiliateTagObject Shown(UserId owner, string tag) => new(1, owner.Value, owner.Value, tag);

    private Task<UserId> AdminAsync() => calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
}
