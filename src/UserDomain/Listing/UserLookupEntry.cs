using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Listing;

/// <summary>
/// What users are looked up by that one user has many of: his accounts, the keys of his configuration, and those with their values. Values
/// stand as hashes, since they can be long.
/// </summary>
/// <param name="What">The account, or the configuration key: <see cref="OfAccount"/>, <see cref="OfKey"/>.</param>
/// <param name="Pair">The configuration key with its value, <see cref="OfPair"/>; empty for an account.</param>
public sealed record UserLookupEntry(long UserId, string What, string Pair) : IRowView<UserLookupEntry>
{
    public static string Name => "user_lookup";

    public static IEnumerable<ViewChange> Project(UserId userId, Recorded recorded) => recorded.Event switch
    {
        UserCreated e => [Put(userId, OfAccount(e.AccountId))],
        UserAccountAdded e => [Put(userId, OfAccount(e.AccountId))],
        UserAccountRemoved e => [Out(userId, OfAccount(e.AccountId))],
        UserConfigSet e => [Put(userId, OfKey(e.Key), OfPair(e.Key, e.Value))],
        UserConfigRemoved e => [Out(userId, OfKey(e.Key))],
        _ => [],
    };

    public static string OfAccount(long accountId) => string.Create(CultureInfo.InvariantCulture, $"account/{accountId}");

    public static string OfKey(string key) => $"config/{key}";

    public static string OfPair(string key, string value) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Length}/{key}{value}")));

    private static ViewChange Put(UserId userId, string what, string pair = "") =>
        new(typeof(UserLookupEntry), $"{userId}/{what}", new UserLookupEntry(userId.Value, what, pair));

    private static ViewChange Out(UserId userId, string what) => new(typeof(UserLookupEntry), $"{userId}/{what}", null);
}
