using UserDomain.Postgres.Events;
using UserDomain.Postgres.Projections;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>What was read of streams says of an event that it is the next, and never of one that may not be.</summary>
public sealed class StreamsSeenTests
{
    private readonly StreamsSeen seen = new();

    [Fact]
    public void The_next_of_what_was_read_is_known_and_nothing_else_is()
    {
        seen.Add([At(10, "user-1", 1), At(11, "user-2", 7), At(12, "user-1", 2)]);

        seen.HasSeenBefore(At(13, "user-1", 3)).Should().BeTrue();
        seen.HasSeenBefore(At(13, "user-2", 8)).Should().BeTrue();
        seen.HasSeenBefore(At(13, "user-1", 4)).Should().BeFalse("one is missing between");
        seen.HasSeenBefore(At(13, "user-1", 2)).Should().BeFalse("it stands twice");
        seen.HasSeenBefore(At(11, "user-1", 3)).Should().BeFalse("the one before it comes after it");
        seen.HasSeenBefore(At(13, "user-3", 2)).Should().BeFalse("nothing was read of it");
    }

    [Fact]
    public void What_a_view_that_is_behind_reads_again_takes_nothing_back()
    {
        seen.Add([At(10, "user-1", 1), At(12, "user-1", 2)]);
        seen.Add([At(10, "user-1", 1)]);

        seen.HasSeenBefore(At(13, "user-1", 3)).Should().BeTrue();
    }

    [Fact]
    public void It_remembers_the_last_and_no_more_than_so_many()
    {
        var page = Enumerable.Range(1, 3 * StreamsSeen.Most).Select(i => At(i, $"user-{i}", 1)).ToArray();
        seen.Add(page);

        page.Count(stored => seen.HasSeenBefore(At(int.MaxValue, stored.Stream, 2))).Should().BeInRange(StreamsSeen.Most, 2 * StreamsSeen.Most);
        seen.HasSeenBefore(At(int.MaxValue, page[^1].Stream, 2)).Should().BeTrue();
        seen.Forget();
        seen.HasSeenBefore(At(int.MaxValue, page[^1].Stream, 2)).Should().BeFalse();
    }

    private static StoredEvent At(long place, string stream, long version) => new(
        place, Guid.Empty, stream, version, "user_config_set", [], DateTimeOffset.UnixEpoch, null, null, null, null);
}
