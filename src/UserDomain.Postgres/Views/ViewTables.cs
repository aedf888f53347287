using System.Collections.Frozen;
using NpgsqlTypes;
using UserDomain.Affiliates;
using UserDomain.ApiKeys;
using UserDomain.Audit;
using UserDomain.Config;
using UserDomain.Listing;
using UserDomain.Profile;

namespace UserDomain.Postgres.Views;

/// <summary>Every view, with its table. One that is added gets a line here and a file in Schema.</summary>
internal static class ViewTables
{
    /// <summary>Those that are written with the events, then those that follow from behind.</summary>
    public static IReadOnlyList<Projection> All { get; } =
    [
        Projection.OfUsers<UserInfoView>(Timing.Inline,
            new("user_name_key", NpgsqlDbType.Varchar, view => view.UserNameKey, IsUnique: true),
            new("email_key", NpgsqlDbType.Varchar, view => view.EmailKey, IsUnique: true),
            new("locked", NpgsqlDbType.Boolean, view => view.Locked),
            new("affiliate_id", NpgsqlDbType.Bigint, view => view.AffiliateId)),
        Projection.OfRows<UserConfigEntry>(Timing.Inline, new ViewColumn<UserConfigEntry>("user_id", NpgsqlDbType.Bigint, entry => entry.UserId)),
        Projection.OfRows<UserApiKeyEntry>(Timing.Inline, new ViewColumn<UserApiKeyEntry>("user_id", NpgsqlDbType.Bigint, entry => entry.UserId)),
        Projection.OfRows<UserAffiliateTagEntry>(Timing.Inline,
            new("user_id", NpgsqlDbType.Bigint, entry => entry.UserId),
            new("tag_key", NpgsqlDbType.Varchar, entry => entry.TagKey, IsUnique: true)),
        Projection.OfUsers<UserDirectoryEntry>(Timing.Async,
            new("user_id", NpgsqlDbType.Bigint, entry => entry.UserId),
            new("oms_id", NpgsqlDbType.Bigint, entry => entry.OmsId),
            new("user_name_key", NpgsqlDbType.Varchar, entry => entry.UserNameKey),
            new("email_key", NpgsqlDbType.Varchar, entry => entry.EmailKey),
            new("locked", NpgsqlDbType.Boolean, entry => entry.Locked)),
        Projection.OfRows<UserLookupEntry>(Timing.Async,
            new("user_id", NpgsqlDbType.Bigint, entry => entry.UserId),
            new("what", NpgsqlDbType.Varchar, entry => entry.What),
            new("pair", NpgsqlDbType.Varchar, entry => entry.Pair)),
        Projection.OfEvents<UserActivityEntry>(Timing.Async,
            new("actor", NpgsqlDbType.Varchar, entry => entry.Actor),
            new("at", NpgsqlDbType.TimestampTz, entry => entry.At),
            new("place", NpgsqlDbType.Bigint, entry => entry.Place)),
    ];

    private static readonly FrozenDictionary<Type, Projection> ByView = All.ToFrozenDictionary(projection => projection.Table.View);

    /// <summary>Where the view is served from.</summary>
    public static ViewTable Of(Type view) => ByView[view].Table;

    /// <summary>The view of that name; none where there is no such.</summary>
    public static Projection? Find(string name) => All.FirstOrDefault(projection => projection.Name == name);
}
