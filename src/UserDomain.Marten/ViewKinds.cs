using System.Collections.Frozen;
using UserDomain.Affiliates;
using UserDomain.ApiKeys;
using UserDomain.Audit;
using UserDomain.Config;
using UserDomain.Listing;
using UserDomain.Profile;

namespace UserDomain.Marten;

/// <summary>Every view as Marten knows it, with the indexes that the migrations make. One that is added gets a line here.</summary>
internal static class ViewKinds
{
    public static IReadOnlyList<ViewKind> All { get; } =
    [
        new ViewKind<UserInfoView>(
            ViewIndex.On("user_name_key", isUnique: true),
            ViewIndex.On("email_key", isUnique: true),
            ViewIndex.On("locked", where: "locked"),
            ViewIndex.On("affiliate_id", where: "affiliate_id > 0")),
        new ViewKind<UserConfigEntry>(ViewIndex.On("user_id")),
        new ViewKind<UserApiKeyEntry>(ViewIndex.On("user_id")),
        new ViewKind<UserAffiliateTagEntry>(ViewIndex.On("user_id"), ViewIndex.On("tag_key", isUnique: true)),
        new ViewKind<UserDirectoryEntry>(
            new("oms_id_user_id", ["oms_id", "user_id"]),
            new("user_name_key", ["oms_id", """user_name_key collate "C" """.TrimEnd()]),
            new("email_key", ["oms_id", """email_key collate "C" """.TrimEnd(), "user_id"]) { IsLeftAlone = true },
            new("locked", ["oms_id", "user_id"], Where: "locked")),
        new ViewKind<UserLookupEntry>(
            new("what", ["what", "user_id"]),
            new("pair", ["pair", "user_id"], Where: "pair <> ''")),
        new ViewKind<UserActivityEntry>(
            new("actor", ["actor", "at", "place"]),
            new("at", ["at", "place"])),
    ];

    private static readonly FrozenDictionary<Type, ViewKind> ByView = All.ToFrozenDictionary(kind => kind.View);

    public static ViewKind Of(Type view) => ByView[view];
}
