using System.Net;

namespace UserDomain.Host.Http;

/// <summary>
/// Addresses as text, one of IPv4 as such however it came. A few are kept, by the address and not by the connection: behind a proxy one connection
/// brings requests of many clients.
/// </summary>
internal static class AddressTexts
{
    private static readonly Text?[] Kept = new Text?[512];

    public static string Of(IPAddress address)
    {
        ref var slot = ref Kept[(uint)address.GetHashCode() % (uint)Kept.Length];
        if (Volatile.Read(ref slot) is { } kept && kept.Address.Equals(address))
            return kept.Written;
        var written = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        Volatile.Write(ref slot, new(address, written));
        return written;
    }

    private sealed record Text(IPAddress Address, string Written);
}
