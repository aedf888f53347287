using System.Text.Json;
using UserDomain.Affiliates;
using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Tests.Config;

/// <summary>What the compiler found out of a view is what the serializer finds out by itself: documents of before read and are written as ever.</summary>
public sealed class StoredViewsTests
{
    private static readonly UserState Ada = UserState.None(new(7)).After([.. Examples.OfEveryEvent]);

    public static TheoryData<object> Documents =>
    [
        Ada.Info!, Ada.Info! with { RecentFailures = [Examples.Noon], LockedAt = Examples.Noon, Permissions = ["a", "é\u2028<"], Accounts = [] },
        new UserConfigEntry(7, "Straße \"1\"", "line\r\n\t\\ \u2028 <&> 😀", null, Examples.Noon, "SetUserConfig", 3),
        new UserAffiliateTagEntry(7, "One", "ONE", 2),
    ];

    [Theory, MemberData(nameof(Documents))]
    public void A_document_is_written_and_read_as_by_the_settings_of_events(object document)
    {
        var json = JsonSerializer.Serialize(document, document.GetType(), StoredEvents.Json);

        JsonSerializer.Serialize(document, document.GetType(), StoredViews.Json).Should().Be(json);
        JsonSerializer.Deserialize(json, document.GetType(), StoredViews.Json).Should().BeEquivalentTo(document, exactly => exactly.RespectingRuntimeTypes().WithStrictOrdering());
        JsonSerializer.Deserialize("{}", document.GetType(), StoredViews.Json).Should()
            .BeEquivalentTo(JsonSerializer.Deserialize("{}", document.GetType(), StoredEvents.Json), exactly => exactly.RespectingRuntimeTypes());
    }
}
