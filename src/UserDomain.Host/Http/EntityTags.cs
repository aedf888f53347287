using System.Globalization;
using Microsoft.Net.Http.Headers;
using UserDomain.Calls;

namespace UserDomain.Host.Http;

/// <summary>Versions of a user as HTTP's entity tags, <c>"7"</c> for the seventh (wire contract, decisions).</summary>
internal static class EntityTags
{
    /// <summary>The versions of <c>If-Match</c>; a weak tag, or one that is no version, is that of none.</summary>
    public static IfMatch? IfMatchOf(HttpRequest request)
    {
        if (request.Headers.IfMatch is not { Count: > 0 } given)
            return null;
        if (!EntityTagHeaderValue.TryParseStrictList([.. given.OfType<string>()], out var tags))
            return IfMatch.Malformed;
        return tags.Any(IsAny) ? IfMatch.Any : new([.. tags.Where(tag => !tag.IsWeak).Select(VersionOf).OfType<long>()]);
    }

    /// <summary>Tells the client the version, and whether he has it already by his <c>If-None-Match</c>. One that cannot be read is passed over.</summary>
    public static bool IsPresent(HttpContext http, long version)
    {
        http.Response.Headers.ETag = $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";
        return EntityTagHeaderValue.TryParseStrictList([.. http.Request.Headers.IfNoneMatch.OfType<string>()], out var tags)
            && tags.Any(tag => IsAny(tag) || VersionOf(tag) == version);
    }

    private static bool IsAny(EntityTagHeaderValue tag) => tag.Tag == "*";

    /// <summary>As it is spelled here and in no other way.</summary>
    private static long? VersionOf(EntityTagHeaderValue tag) =>
        long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
        && tag.Tag == $"\"{version.ToString(CultureInfo.InvariantCulture)}\""
            ? version
            : null;
}
