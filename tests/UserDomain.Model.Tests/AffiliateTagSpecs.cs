using static UserDomain.Specs.Examples;
using static UserDomain.Specs.UserSpec;

namespace UserDomain.Model.Tests;

public sealed class AffiliateTagSpecs
{
    private static readonly UserAffiliateTagSet One = new("One", "ONE");
    private static readonly UserAffiliateTagSet Two = new("Two", "TWO");

    [Fact]
    public void A_tag_stands_beside_those_before_it() => Given(Created, One).When(user => user.AddAffiliateTag("Two")).Then(Two);

    [Theory]
    [InlineData("One")]
    [InlineData("oNE")]
    public void A_tag_that_he_has_in_any_case_is_his(string tag)
    {
        Given(Created, One, Two).When(user => user.AddAffiliateTag(tag)).ThenNothing();
        Given(Created, One, Two).When(user => user.ReplaceAffiliateTag(tag)).ThenNothing();
    }

    [Fact]
    public void The_tag_set_last_gives_way() =>
        Given(Created, Two, One).When(user => user.ReplaceAffiliateTag("Three")).Then(new UserAffiliateTagSet("Three", "THREE", Replaces: "ONE"));

    [Fact]
    public void A_tag_that_gave_way_is_his_no_longer()
    {
        var user = Given(Created, Two, One, new UserAffiliateTagSet("Three", "THREE", Replaces: "ONE"));
        user.When(u => u.AddAffiliateTag("one")).Then(new UserAffiliateTagSet("one", "ONE"));
        user.When(u => u.ReplaceAffiliateTag("Four")).Then(new UserAffiliateTagSet("Four", "FOUR", Replaces: "THREE"));
    }

    [Fact]
    public void Where_none_can_give_way_it_is_his_first() => Given(Created).When(user => user.ReplaceAffiliateTag("One")).Then(One);

    [Fact]
    public void A_hundred_are_enough()
    {
        var full = Given([Created, .. Enumerable.Range(1, 100).Select(i => new UserAffiliateTagSet($"t{i}", $"T{i}"))]);
        full.When(user => user.AddAffiliateTag("One")).ThenRefused(Refusals.TooManyAffiliateTags);
        full.When(user => user.AddAffiliateTag("t7")).ThenNothing();
        full.When(user => user.ReplaceAffiliateTag("One")).Then(new UserAffiliateTagSet("One", "ONE", Replaces: "T100"));
    }

    [Fact]
    public void Nobody_tags_a_user_who_does_not_exist()
    {
        Given().When(user => user.AddAffiliateTag("One")).ThenRefused(Refusals.UserUnknown);
        Given().When(user => user.ReplaceAffiliateTag("One")).ThenRefused(Refusals.UserUnknown);
    }
}
