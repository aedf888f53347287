using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Specs;

public abstract partial class EventStoreContract
{
    [Theory]
    [InlineData("ada")]
    [InlineData("ADA")]
    [InlineData("  Ada ")]
    public async Task A_user_name_is_taken_in_any_case_and_with_spaces_around_it(string name)
    {
        await using var stores = await OpenAsync();
        await stores.CreateAsync(Examples.CreatedAs("Ada", "ada@example.org"));

        await IsRefused(stores, Examples.CreatedAs(name, "other@example.org"), Refusals.UserNameTaken);
    }

    [Theory]
    [InlineData("zo\u00eb@example.org", "zoe\u0308@example.org")]
    [InlineData("Zoe\u0308@example.org", "ZO\u00cb@EXAMPLE.ORG")]
    [InlineData("ada@example.org", " Ada@Example.Org")]
    public async Task An_email_is_taken_in_any_case_and_either_unicode_form(string taken, string email)
    {
        await using var stores = await OpenAsync();
        await stores.CreateAsync(Examples.CreatedAs("first", taken));

        await IsRefused(stores, Examples.CreatedAs("second", email), Refusals.EmailTaken);
    }

    [Fact]
    public async Task A_refused_creation_leaves_nothing_behind_and_its_other_key_free()
    {
        await using var stores = await OpenAsync();
        await stores.CreateAsync(Examples.CreatedAs("ada", "ada@example.org"));
        var before = (await stores.ReadAllAsync()).Count;

        await IsRefused(stores, Examples.CreatedAs("bob", "ada@example.org"), Refusals.EmailTaken);

        (await stores.ReadAllAsync()).Should().HaveCount(before);
        (await stores.Views.FindUserIdAsync("BOB", default)).Should().BeNull();
        await stores.CreateAsync(Examples.CreatedAs("bob", "bob@example.org"));
    }

    [Fact]
    public async Task Of_many_creations_under_one_name_one_wins_and_no_loser_leaves_a_trace() =>
        await OneOfManyWins(i => Examples.CreatedAs(i % 3 == 0 ? "Ada" : " aDA", $"{i}@example.org"), Refusals.UserNameTaken);

    [Fact]
    public async Task Of_many_creations_under_one_email_one_wins_and_no_loser_leaves_a_trace() =>
        await OneOfManyWins(i => Examples.CreatedAs($"user {i}", i % 3 == 0 ? "zo\u00eb@example.org" : "ZOE\u0308@example.org"), Refusals.EmailTaken);

    [Fact]
    public async Task An_email_that_is_freed_can_be_taken()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync(Examples.CreatedAs("ada", "one@example.org"));
        var bob = await stores.CreateAsync(Examples.CreatedAs("bob", "two@example.org"));

        await stores.AppendAsync(ada, Changed("three@example.org"));
        await other.AppendAsync(bob, Changed("ONE@example.org"));

        (await stores.Views.FindAsync(bob.UserId, default))!.Info.Email.Should().Be("ONE@example.org");
        await stores.CreateAsync(Examples.CreatedAs("carl", "two@example.org"));
    }

    [Fact]
    public async Task Two_emails_are_swapped_by_way_of_a_third()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync(Examples.CreatedAs("ada", "one@example.org"));
        var bob = await stores.CreateAsync(Examples.CreatedAs("bob", "two@example.org"));

        await IsRefused(stores, ada, Changed("two@example.org"), Refusals.EmailTaken);
        ada = await stores.AppendAsync(ada, Changed("third@example.org"));
        await stores.AppendAsync(bob, Changed("one@example.org"));
        await stores.AppendAsync(ada, Changed("two@example.org"));

        (await stores.Views.FindAsync(ada.UserId, default))!.Info.Email.Should().Be("two@example.org");
        (await stores.Views.FindAsync(bob.UserId, default))!.Info.Email.Should().Be("one@example.org");
    }

    [Fact]
    public async Task His_own_email_in_another_spelling_is_free_to_a_user()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync(Examples.CreatedAs("ada", "ada@example.org"));

        await stores.AppendAsync(ada, Changed("Ada@Example.org"));

        (await stores.Views.FindAsync(ada.UserId, default))!.Info.Email.Should().Be("Ada@Example.org");
    }

    [Fact]
    public async Task Of_many_changes_to_one_email_one_wins_and_the_losers_stay_as_they_were()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var users = new List<UserState>();
        for (var i = 0; i < 10; i++)
            users.Add(await stores.CreateAsync($"user{i}"));

        var outcomes = await Racing.AllAsync(10, i => (i % 2 == 0 ? stores : other).AppendAsync(users[i], Changed("wanted@example.org")));

        outcomes.Count(outcome => outcome is null).Should().Be(1);
        outcomes.OfType<RefusedException>().Select(no => no.Refusal).Should().HaveCount(9).And.AllBeEquivalentTo(Refusals.EmailTaken);
        foreach (var (user, outcome) in users.Zip(outcomes))
            (await stores.Events.FindVersionAsync(user.Stream, default)).Should().Be(outcome is null ? 2 : 1);
    }

    [Theory]
    [InlineData("Friends")]
    [InlineData("fRIENDS")]
    public async Task An_affiliate_tag_is_taken_in_any_case_until_it_gives_way(string tag)
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        ada = await stores.AppendAsync(ada, Tagged("Friends"));

        (await other.Awaiting(s => s.AppendAsync(bob, Tagged(tag))).Should().ThrowAsync<RefusedException>())
            .Which.Refusal.Should().Be(Refusals.AffiliateTagTaken);
        (await stores.Events.FindVersionAsync(bob.Stream, default)).Should().Be(1);
        (await stores.Views.FindUserIdByTagAsync("FRIENDS", default)).Should().Be(ada.UserId);

        await stores.AppendAsync(ada, Tagged("Family") with { Replaces = "FRIENDS" });
        await other.AppendAsync(bob, Tagged(tag));
        (await stores.Views.FindUserIdByTagAsync("FRIENDS", default)).Should().Be(bob.UserId);
        (await stores.Views.FindUserIdByTagAsync("FAMILY", default)).Should().Be(ada.UserId);
    }

    [Fact]
    public async Task Of_many_users_who_want_one_affiliate_tag_one_gets_it_and_the_losers_stay_as_they_were()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var users = new List<UserState>();
        for (var i = 0; i < 10; i++)
            users.Add(await stores.CreateAsync($"user{i}"));

        var outcomes = await Racing.AllAsync(10, i => (i % 2 == 0 ? stores : other).AppendAsync(users[i], Tagged(i % 3 == 0 ? "Wanted" : "WANTED")));

        outcomes.Count(outcome => outcome is null).Should().Be(1);
        outcomes.OfType<RefusedException>().Select(no => no.Refusal).Should().HaveCount(9).And.AllBeEquivalentTo(Refusals.AffiliateTagTaken);
        foreach (var (user, outcome) in users.Zip(outcomes))
        {
            (await stores.Events.FindVersionAsync(user.Stream, default)).Should().Be(outcome is null ? 2 : 1);
            (await stores.Views.FindUserIdByTagAsync("WANTED", default) == user.UserId).Should().Be(outcome is null);
        }
    }

    private async Task OneOfManyWins(Func<int, UserCreated> creation, Refusal refusal)
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var planned = new List<UserState>();
        for (var i = 0; i < 16; i++)
            planned.Add(await stores.NewAsync());

        var outcomes = await Racing.AllAsync(16, i => (i % 2 == 0 ? stores : other).AppendAsync(
            planned[i], creation(i), new VerifierSet(planned[i].UserId, new("verifier"))));

        outcomes.Count(outcome => outcome is null).Should().Be(1);
        outcomes.OfType<RefusedException>().Select(no => no.Refusal).Should().HaveCount(15).And.AllBeEquivalentTo(refusal);
        (await stores.ReadAllAsync()).Should().ContainSingle();
        foreach (var (user, outcome) in planned.Zip(outcomes))
        {
            (await other.Views.FindAsync(user.UserId, default) is null).Should().Be(outcome is not null);
            (await other.Verifiers.FindAsync(user.UserId, default) is null).Should().Be(outcome is not null);
            (await other.Events.FindVersionAsync(user.Stream, default)).Should().Be(outcome is null ? 1 : 0);
        }
    }

    private static UserAffiliateTagSet Tagged(string tag) => new(tag, TextKey.Of(tag));

    private static UserEmailChanged Changed(string email) => new(email, TextKey.Of(email), BySomebodyElse: false);

    private static async Task IsRefused(Stores stores, UserCreated created, Refusal refusal) =>
        await IsRefused(stores, await stores.NewAsync(), created, refusal);

    private static async Task IsRefused(Stores stores, UserState state, UserEvent happened, Refusal refusal) =>
        (await stores.Awaiting(s => s.AppendAsync(state, happened)).Should().ThrowAsync<RefusedException>()).Which.Refusal.Should().Be(refusal);
}
