using UserDomain.Specs;

namespace UserDomain.Model.Tests;

/// <summary>Events stand in the database for ever: each file here is one that must be readable in every release from the first one on.</summary>
public sealed class StoredEventRules
{
    private static readonly string Golden = Path.Combine(Repository.Root, "tests", "UserDomain.Model.Tests", "Golden");

    public static TheoryData<UserEvent> Events => [.. Examples.OfEveryEvent];

    [Theory, MemberData(nameof(Events))]
    public void An_event_reads_from_its_golden_file_and_writes_it_back(UserEvent happened)
    {
        var name = StoredEvents.NameOf(happened);
        var json = File.ReadAllText(Path.Combine(Golden, $"{name}.json")).TrimEnd('\n');

        StoredEvents.Read(name, json).Should().Be(happened);
        StoredEvents.Write(happened).Should().Be(json);
    }

    [Fact]
    public void There_is_a_golden_file_for_every_event_and_none_besides() =>
        Directory.GetFiles(Golden).Select(Path.GetFileName)
            .Should().BeEquivalentTo(EventTypes.Select(type => $"{StoredName(type)}.json"));

    [Fact]
    public void A_member_that_this_release_does_not_know_is_passed_over() =>
        StoredEvents.Read("user_config_set", """{"Key":"a","Value":"1","Since":"later","Nested":{"x":[1]}}""").Should().Be(new UserConfigSet("a", "1"));

    [Fact]
    public void Members_come_in_any_order() =>
        StoredEvents.Read("user_config_set", """{"Value": "1", "Key": "a"}""").Should().Be(new UserConfigSet("a", "1"));

    [Theory]
    [InlineData("user_renamed", "{}")]
    [InlineData("UserConfigSet", """{"Key":"a","Value":"1"}""")]
    [InlineData("", "{}")]
    public void An_event_that_this_release_does_not_know_stops_the_reader(string name, string json) =>
        FluentActions.Invoking(() => StoredEvents.Read(name, json)).Should().Throw<UnknownEventException>().WithMessage($"*'{name}'*");

    [Theory]
    [InlineData("""{"Key":"a","Value":""")]
    [InlineData("""{"Key":"a","Value":1}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public void An_event_that_is_damaged_stops_the_reader(string json) =>
        FluentActions.Invoking(() => StoredEvents.Read("user_config_set", json)).Should().Throw<UnknownEventException>();

    [Fact]
    public void What_is_unknown_of_an_optional_member_is_not_written() =>
        StoredEvents.Write(Examples.Created).Should().NotContain(nameof(UserCreated.AffiliateTag));

    [Fact]
    public void The_dotnet_name_is_that_of_the_type_and_its_assembly() =>
        StoredEvents.DotNetNameOf(typeof(UserConfigSet)).Should().Be("UserDomain.Model.UserConfigSet, UserDomain.Model");

    private static IEnumerable<Type> EventTypes => typeof(UserEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(UserEvent)) && !type.IsAbstract);

    private static string StoredName(Type type) => type.GetCustomAttributesData()
        .Single(data => data.AttributeType == typeof(StoredAsAttribute)).ConstructorArguments[0].Value!.ToString()!;
}
