using System.Security.Cryptography;
using System.Text;
using UserDomain.ApiKeys;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Specs;

/// <summary>Programs that call with a key in a user's name.</summary>
public static class Programs
{
    extension(CallSpec calls)
    {
        /// <summary>A key of the user's that was given these permissions.</summary>
        public async Task<GivenKey> GivenKeyAsync(UserId userId, params string[] permissions)
        {
            var key = new GivenKey(userId.Value, Guid.CreateVersion7().ToString("N"), $"secret {Guid.CreateVersion7()}");
            var added = (await calls.StateAsync(userId)).With(new UserApiKeyAdded(key.ApiKey, string.Join(',', permissions)));
            await calls.Store.AppendAsync(added with { Companions = [new ApiKeySecretSet(userId, key.ApiKey, new(key.Shown))] }, default);
            return key;
        }

        /// <summary>A program with a key of the user's that was given these permissions, as a caller now.</summary>
        public async Task<Caller> ProgramAsync(UserId userId, params string[] permissions) =>
            (await new ApiKeyCheck(calls.Store).FindAgainAsync((await calls.GivenKeyAsync(userId, permissions)).ApiKey, default))!;
    }

    /// <summary>The signature as the wire contract (section 4) spells it out, in lower-case hex.</summary>
    public static string Sign(string secret, string nonce, long userId, string apiKey) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(nonce + userId + apiKey)));
}

/// <summary>A key with its secret, as its user was shown them.</summary>
public sealed record GivenKey(long UserId, string ApiKey, string Shown)
{
    public SignedRequest Request(string nonce, long? userId = null) =>
        new(ApiKey, userId ?? UserId, new(nonce), new(Programs.Sign(Shown, nonce, userId ?? UserId, ApiKey)));
}
