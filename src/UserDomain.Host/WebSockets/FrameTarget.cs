using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Host.WebSockets;

/// <summary>Whom a frame is about, as far as that can be told when it comes.</summary>
/// <param name="Keys">The ways he is named: frames that share one are about the same user.</param>
/// <param name="NamesSomebodyUnknown">Whether it names somebody who is nobody yet: who that will be shows when it starts.</param>
internal sealed record FrameTarget(IReadOnlyList<string> Keys, bool NamesSomebodyUnknown = false)
{
    /// <summary>Longer ones count as the same where they begin the same, so that nobody has long ones kept.</summary>
    private const int LongestKey = 256;

    /// <summary>No user, so no order.</summary>
    public static FrameTarget Nobody { get; } = new([]);

    /// <summary>Whether a frame before it that named somebody unknown may have meant the same user: his id may be known by now.</summary>
    public bool MayBeNamedBefore => Keys.Any(key => key.StartsWith("id ", StringComparison.Ordinal));

    /// <summary>A call that names nobody but is about a user, or changes something, is about the socket's own user.</summary>
    public static async ValueTask<FrameTarget> OfAsync(object call, UserId? own, IViews views, CancellationToken cancellationToken)
    {
        var about = (call as IAboutUser)?.About ?? default;
        if (about.Key is not { } key)
            return call is IAboutUser or ICommand && own is { } self ? new([KeyOf(self)]) : Nobody;
        if (about.NameKey is not { } name)
            return Of(key);
        if (about.Id is { } id)
            return Of(KeyOf(id), KeyOfName(name));
        return await FindAsync(name, views, cancellationToken) is { } found
            ? Of(KeyOf(found), key)
            : Of(key) with { NamesSomebodyUnknown = call is IUserCall };
    }

    private static FrameTarget Of(params string[] keys) => new([.. keys.Select(key => key.Length > LongestKey ? key[..LongestKey] : key)]);

    private static string KeyOf(UserId userId) => new UserAddress(userId.Value, null).Key!;

    private static string KeyOfName(string nameKey) => new UserAddress(null, nameKey).Key!;

    /// <summary>Where the store cannot be asked the name alone counts: the call itself will tell what is wrong.</summary>
    private static async ValueTask<UserId?> FindAsync(string nameKey, IViews views, CancellationToken cancellationToken)
    {
        try
        {
            return await views.FindUserIdAsync(nameKey, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
