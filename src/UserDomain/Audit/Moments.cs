using System.Globalization;

namespace UserDomain.Audit;

/// <summary>Times of events as they are shown: to the microsecond, as they are kept, so that what is asked by one finds it again.</summary>
public static class Moments
{
    public static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
