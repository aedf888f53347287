using UserDomain.EventSourcing;
using UserDomain.Listing;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Tests.Listing;

public sealed class UserDirectoryEntrySpecs
{
    public static TheoryData<UserEvent> Events => [.. Examples.OfEveryEvent];

    [Theory, MemberData(nameof(Events))]
    public void An_event_changes_the_document_only_where_it_is_said_to(UserEvent happened)
    {
        var before = UserDirectoryEntry.Project(null, Recorded(Examples.Created))!;

        var changes = !ReferenceEquals(UserDirectoryEntry.Project(before, Recorded(happened)), before);

        UserDirectoryEntry.Shows(happened).Should().Be(changes);
    }

    private static Recorded Recorded(UserEvent happened) => new(
        StreamId.OfUser(new(7)), 2, Guid.CreateVersion7(), Examples.Noon, happened, Appends.Origin);
}
