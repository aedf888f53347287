using UserDomain.Audit;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Config;

/// <summary>One key of one user with the value it has now, who set it, when and by which call.</summary>
/// <param name="Position">The version of the user's stream at which it was set.</param>
public sealed record UserConfigEntry(
    long UserId, string Key, string Value, string? SetBy, DateTimeOffset SetAt, string SetWith, long Position) : IRowView<UserConfigEntry>
{
    public static string Name => "user_config_entry";

    public static IEnumerable<ViewChange> Project(UserId userId, Recorded recorded) => recorded.Event switch
    {
        UserConfigSet e => [new(typeof(UserConfigEntry), IdOf(userId, e.Key), new UserConfigEntry(
            userId.Value, e.Key, e.Value, recorded.Origin.By, recorded.At, recorded.Origin.Call, recorded.Version))],
        UserConfigRemoved e => [new(typeof(UserConfigEntry), IdOf(userId, e.Key), null)],
        _ => [],
    };

    /// <summary>The pairs of these rows with where their values come from, sorted by key, ordinal.</summary>
    internal static IEnumerable<ProvenPair> PairsOf(IEnumerable<UserConfigEntry> rows) => rows
        .OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => new ProvenPair(entry.Key, entry.Value, entry.SetBy, Moments.Text(entry.SetAt), entry.SetWith));

    private static string IdOf(UserId userId, string key) => $"{userId}/{key}";
}

/// <summary>A pair with where its value comes from.</summary>
/// <param name="SetBy">The user id of who set it, <c>os:name</c> for somebody at the server, none for a stranger.</param>
/// <param name="SetAt">When, to the microsecond, UTC.</param>
/// <param name="SetWith">By which call.</param>
public sealed record ProvenPair(string Key, string Value, string? SetBy, string SetAt, string SetWith) : ConfigPair(Key, Value);
