using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using UserDomain.Calls;

namespace UserDomain.Host.Limits;

/// <summary>
/// How often calls are made that anybody may make: counted by address and by the user they name, known or not, signed in or not. It is
/// this host's own count, and holds nothing of those who have not called for a while.
/// </summary>
public sealed class PublicRates(LimitSettings limits) : IDisposable
{
    private const int BytesOfANetwork = 8;

    private readonly PartitionedRateLimiter<string> addresses = Limiter(limits.Address);
    private readonly PartitionedRateLimiter<string> names = Limiter(limits.Name);
    private readonly PartitionedRateLimiter<string> queries = Limiter(limits.Queries);

    /// <exception cref="TooManyRequestsException">It is made too often.</exception>
    public void Count(ICall call, CallContext context)
    {
        if (!call.Access.IsPublic)
            return;
        if (call is not ICommand)
        {
            Take(queries, NetworkOf(context.Address));
            return;
        }

        Take(addresses, NetworkOf(context.Address));
        if (NameOf(call, context) is { } name)
            Take(names, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)))); // a name may be as long as a request
    }

    /// <summary>Somebody came with a key or a session that is none, or with neither, where one is needed.</summary>
    /// <exception cref="TooManyRequestsException">From there it comes too often.</exception>
    public void CountStranger(CallContext context) => Take(addresses, NetworkOf(context.Address));

    public void Dispose()
    {
        addresses.Dispose();
        names.Dispose();
        queries.Dispose();
    }

    /// <summary>Who has one address of IPv6 has as a rule all of its network, and would have a count for each.</summary>
    internal static string NetworkOf(string? address) =>
        address?.Contains(':', StringComparison.Ordinal) == true && IPAddress.TryParse(address, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(parsed.GetAddressBytes().AsSpan(0, BytesOfANetwork))
            : address ?? "";

    private static string? NameOf(ICall call, CallContext context) =>
        call is IAboutUser about ? about.About.Key : context.Basic is { } basic ? new UserAddress(null, basic.UserName).Key : null;

    private static void Take(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        if (!lease.IsAcquired)
            throw new TooManyRequestsException(lease.TryGetMetadata(MetadataName.RetryAfter, out var pause) ? pause : TimeSpan.FromSeconds(1));
    }

    private static PartitionedRateLimiter<string> Limiter(Rate rate) => PartitionedRateLimiter.Create<string, string>(
        key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new()
        {
            TokenLimit = rate.Burst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = rate.Every,
            QueueLimit = 0,
        }),
        StringComparer.Ordinal);
}
