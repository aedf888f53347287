using UserDomain.Calls;

namespace UserDomain.Tests.Architecture;

/// <summary>A record prints every member, and an event is kept for ever: what is secret has a type that does neither.</summary>
public sealed class NoSecretsRules
{
    private static readonly string[] Secretive = ["Password", "Token", "Secret", "Verifier", "Salt"];

    public static TheoryData<Type> CallsAndWhatTheyHold => [.. Code.Calls.SelectMany(call => call.GetNestedTypes().Where(Code.IsRecord).Append(call))];
    public static TheoryData<Type> EventsAndViews => [.. Code.Events, .. Code.Views];

    [Theory, MemberData(nameof(CallsAndWhatTheyHold))]
    public void What_a_call_is_given_in_secret_is_a_secret(Type call) =>
        Suspicious(call).Where(member => member.Type != typeof(Secret)).Should().BeEmpty();

    [Theory, MemberData(nameof(EventsAndViews))]
    public void Events_and_views_have_no_place_for_a_secret(Type kept)
    {
        Suspicious(kept).Should().BeEmpty();
        kept.GetProperties().Should().NotContain(property => property.PropertyType == typeof(Secret));
    }

    private static IEnumerable<(string Name, Type Type)> Suspicious(Type type) => type.GetProperties()
        .Where(property => property.PropertyType != typeof(bool) && property.PropertyType != typeof(DateTimeOffset) && IsSecretive(property.Name))
        .Select(property => (property.Name, property.PropertyType));

    private static bool IsSecretive(string name) => Secretive.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
