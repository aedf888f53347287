using System.Security.Cryptography;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Tests.Loading;

/// <summary>What is written of a user is read back as it was, or not at all.</summary>
public sealed class SnapshotFormSpecs
{
    private static readonly UserState Everything = Fold(Examples.OfEveryEvent);

    [Fact]
    public void It_is_read_back_after_each_event_as_it_was()
    {
        for (var count = 1; count <= Examples.OfEveryEvent.Count; count++)
        {
            var state = Fold([.. Examples.OfEveryEvent.Take(count)]);
            Read(state, SnapshotForm.Write(state))!.MustBe(state);
        }
    }

    [Fact]
    public void Names_are_still_compared_ignoring_case_where_they_were()
    {
        var state = Fold([Examples.Created, new UserPermissionGranted("Trading"), new UserApiKeyAdded("ab", ""), new UserAffiliateTagSet("x", "X")]);

        var user = Read(state, SnapshotForm.Write(state))!.User;

        user.Permissions.Should().Contain("TRADING");
        user.ApiKeys.Contains("AB").Should().BeFalse();
        User.Evolve(user, new UserPermissionRevoked("trading")).Permissions.Should().BeEmpty();
    }

    [Fact]
    public void A_snapshot_has_a_place_for_all_that_is_folded_of_a_user() =>
        typeof(User).GetProperties().Where(member => !member.GetMethod!.IsStatic && member.Name is not (nameof(User.Exists) or nameof(User.Config)))
            .Select(member => member.Name).Should().BeEquivalentTo(typeof(UserSnapshot).GetProperties().Select(member => member.Name));

    [Fact]
    public void Damaged_anywhere_or_cut_short_it_is_as_none()
    {
        var written = SnapshotForm.Write(Everything);
        for (var at = 0; at < written.Length; at++)
        {
            var damaged = written.ToArray();
            damaged[at] ^= 1;
            Read(Everything, damaged).Should().BeNull();
            Read(Everything, written[..at]).Should().BeNull();
        }
    }

    [Fact]
    public void Of_a_large_one_the_beginning_is_enough_and_says_what_was_left()
    {
        var state = Fold([Examples.Created, .. Enumerable.Range(0, 4096).Select(i => new UserConfigSet($"key {i}", $"value {i}"))]);
        var written = SnapshotForm.Write(state);

        var read = SnapshotForm.Read(state.UserId, state.Version, written.AsSpan(0, SnapshotForm.ReadFirst), written.Length)!;

        (read.User.Config.IsWhole, read.LeftIn).Should().Be((false, new SnapshotId(state.Version, state.LastEvent)));
        (read with { LeftIn = null }).Should().NotBe(state);
        var left = read.User.Config.Left(keys: null);
        read.Filled([.. left.Select(piece => (piece, (ReadOnlyMemory<byte>)written.AsMemory(piece.At, piece.Length)))])!.MustBe(state);
        read.Filled([.. left.Select(piece => (piece, (ReadOnlyMemory<byte>)written.AsMemory(piece.At - 1, piece.Length)))]).Should().BeNull();
        read.Filled([.. left.Select(piece => (piece, (ReadOnlyMemory<byte>)written.AsMemory(piece.At, piece.Length / 2)))]).Should().BeNull();
    }

    [Fact]
    public void A_beginning_that_is_too_short_or_of_something_longer_is_as_none()
    {
        var state = Fold([Examples.Created, .. Enumerable.Range(0, 4096).Select(i => new UserConfigSet($"key {i}", $"value {i}"))]);
        var written = SnapshotForm.Write(state);
        var head = SnapshotForm.HeadLength(written, written.Length);

        SnapshotForm.Read(state.UserId, state.Version, written.AsSpan(0, head), written.Length).Should().NotBeNull();
        SnapshotForm.Read(state.UserId, state.Version, written.AsSpan(0, head - 1), written.Length).Should().BeNull();
        SnapshotForm.Read(state.UserId, state.Version, written.AsSpan(0, head), written.Length - 1).Should().BeNull();
        SnapshotForm.HeadLength(written.AsSpan(0, head), head - 1).Should().Be(0);
    }

    [Fact]
    public void It_is_nobody_elses_and_of_no_other_version()
    {
        var written = SnapshotForm.Write(Everything);
        SnapshotForm.Read(new(8), Everything.Version, written, written.Length).Should().BeNull();
        SnapshotForm.Read(Everything.UserId, Everything.Version + 1, written, written.Length).Should().BeNull();
    }

    /// <summary>
    /// If this fails, a fold comes to something else than in the release before. Where a member was added, removed or renamed the shape is another by
    /// itself; else raise SnapshotForm.Meaning. Then put here what it comes to now.
    /// </summary>
    [Fact]
    public void What_folds_come_to_does_not_change_but_with_the_shape()
    {
        var states = Enumerable.Range(1, Examples.OfEveryEvent.Count).Select(count => SnapshotForm.Write(Fold([.. Examples.OfEveryEvent.Take(count)])));
        (SnapshotForm.Shape, Convert.ToHexStringLower(SHA256.HashData([.. states.SelectMany(bytes => bytes)]))[..16])
            .Should().Be(("1.3.27755cf1fb3e0359", "e176ba16300f3c73"));
    }

    private static UserState? Read(UserState of, byte[] written) => SnapshotForm.Read(of.UserId, of.Version, written, written.Length);

    private static UserState Fold(IReadOnlyList<UserEvent> events) => events.Select((happened, index) => new Recorded(
            StreamId.OfUser(new(7)), index + 1, new(index + 1, 0, 0, new byte[8]), Examples.Noon.AddMinutes(index), happened, Appends.Origin))
        .Aggregate(UserState.None(new(7)), (state, recorded) => state.Apply(recorded));
}
