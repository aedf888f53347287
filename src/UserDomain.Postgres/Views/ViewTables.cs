using System.Collections.Frozen;
using NpgsqlTypes;
using UserDomain.Affiliates;
using UserDomain.ApiKeys;
using UserDomain.Config;
using UserDomain.Profile;

namespace UserDomain.Postgres.Views;

/// <summary>Every view's table. A view that is added gets a line here and a file in Schema.</summary>
internal static class ViewTables
{
    private static readonly FrozenDictionary<Type, ViewTable> All = new ViewTable[]
    {
        ViewTable.Of<UserInfoView>(
            new("user_name_key", NpgsqlDbType.Varchar, view => view.UserNameKey),
            new("email_key", NpgsqlDbType.Varchar, view => view.EmailKey),
            new("locked", NpgsqlDbType.Boolean, view => view.Locked),
            new("affiliate_id", NpgsqlDbType.Bigint, view => view.AffiliateId)),
        ViewTable.Of<UserConfigEntry>(new ViewColumn<UserConfigEntry>("user_id", NpgsqlDbType.Bigint, entry => entry.UserId)),
        ViewTable.Of<UserApiKeyEntry>(new ViewColumn<UserApiKeyEntry>("user_id", NpgsqlDbType.Bigint, entry => entry.UserId)),
        ViewTable.Of<UserAffiliateTagEntry>(
            new("user_id", NpgsqlDbType.Bigint, entry => entry.UserId),
            new("tag_key", NpgsqlDbType.Varchar, entry => entry.TagKey)),
    }.ToFrozenDictionary(table => table.View);

    public static ViewTable Of(Type view) => All[view];
}
