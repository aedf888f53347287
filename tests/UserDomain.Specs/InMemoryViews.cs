using System.Text.Json;
using UserDomain.Affiliates;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.Specs;

/// <summary>The in-memory store's documents, with the two unique keys. Its store holds the lock.</summary>
internal sealed class InMemoryViews
{
    private readonly Dictionary<(Type View, string Id), (UserId Owner, string Json)> documents = [];
    private readonly Dictionary<string, UserId> names = [];
    private readonly Dictionary<string, UserId> emails = [];

    public IEnumerable<string> All => documents.Select(document => $"{document.Key.Id} {document.Value.Json}");

    public UserInfoView? Info(UserId userId) =>
        documents.TryGetValue((typeof(UserInfoView), userId.ToString()), out var found) ? Read<UserInfoView>(found.Json) : null;

    public IReadOnlyList<TRow> Rows<TRow>(UserId userId) =>
        [.. documents.Where(row => row.Key.View == typeof(TRow) && row.Value.Owner == userId).Select(row => Read<TRow>(row.Value.Json))];

    public UserId? FindName(string userNameKey) => names.TryGetValue(userNameKey, out var userId) ? userId : null;

    public UserId? FindEmail(string emailKey) => emails.TryGetValue(emailKey, out var userId) ? userId : null;

    public UserId? FindTag(string tagKey) =>
        Documents<UserAffiliateTagEntry>().FirstOrDefault(tag => tag.TagKey == tagKey) is { } tag ? new UserId(tag.UserId) : null;

    public IReadOnlyList<T> Documents<T>() => [.. documents.Where(row => row.Key.View == typeof(T)).Select(row => Read<T>(row.Value.Json))];

    public void MustKeepUnique(IEnumerable<ViewChange> changes)
    {
        foreach (var info in changes.Select(change => change.Document).OfType<UserInfoView>())
        {
            RefusedException.Unless(IsFree(names, info.UserNameKey, info), Refusals.UserNameTaken);
            RefusedException.Unless(IsFree(emails, info.EmailKey, info), Refusals.EmailTaken);
        }

        foreach (var tag in changes.Select(change => change.Document).OfType<UserAffiliateTagEntry>())
            RefusedException.Unless(FindTag(tag.TagKey) is not { } owner || owner.Value == tag.UserId, Refusals.AffiliateTagTaken);
    }

    public void Apply(StreamId stream, IEnumerable<ViewChange> changes)
    {
        var owner = stream.UserOf(stream.Kind) ?? UserId.Nobody;
        foreach (var change in changes)
        {
            if (change.View == typeof(UserInfoView))
                Index(owner, (UserInfoView?)change.Document);
            if (change.Document is { } document)
                documents[(change.View, change.Id)] = (owner, JsonSerializer.Serialize(document, change.View, StoredEvents.Json));
            else
                documents.Remove((change.View, change.Id));
        }
    }

    private void Index(UserId owner, UserInfoView? after)
    {
        if (Info(owner) is { } before)
        {
            names.Remove(before.UserNameKey);
            emails.Remove(before.EmailKey);
        }

        if (after is null)
            return;
        names[after.UserNameKey] = owner;
        emails[after.EmailKey] = owner;
    }

    private static bool IsFree(Dictionary<string, UserId> keys, string key, UserInfoView info) =>
        !keys.TryGetValue(key, out var owner) || owner.Value == info.UserId;

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, StoredEvents.Json)!;
}
