using UserDomain.Model;

namespace UserDomain.Tests.Architecture;

public sealed class RefusalRules
{
    private static readonly Refusal[] All =
        [.. typeof(Refusals).GetProperties().Select(property => (Refusal)property.GetValue(null)!), Refusals.Invalid("")];

    public static TheoryData<string> Names => [.. typeof(Refusals).GetProperties().Select(property => property.Name), nameof(Refusals.Invalid)];

    [Theory, MemberData(nameof(Names))]
    public void A_refusal_that_has_a_name_is_used(string name) =>
        Code.Files.Should().Contain(file => Path.GetFileName(file.Key) != "Refusals.cs" && file.Value.Contains($"Refusals.{name}", StringComparison.Ordinal));

    [Fact]
    public void There_is_a_refusal_of_every_kind() => All.Select(refusal => refusal.Kind).Distinct().Should().BeEquivalentTo(Enum.GetValues<RefusalKind>());

    [Fact]
    public void No_two_refusals_are_told_in_the_same_words() => All.Where(refusal => refusal.Detail is not null).Should().OnlyHaveUniqueItems(refusal => refusal.Detail);
}
