using Microsoft.Extensions.Caching.Memory;
using UserDomain.Model;

namespace UserDomain.EventSourcing;

/// <summary>
/// Users kept ready for their next command, bounded by what they weigh. Any of them may be out of date, since other hosts write too:
/// whoever uses one appends with its version, or confirms it.
/// </summary>
public sealed class UserCache(VenueSettings settings) : IDisposable
{
    private const int BytesOfAUser = 2048;
    private const int BytesOfAKey = 160;

    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = settings.UserCacheBytes });

    internal UserState? Find(UserId userId) => kept.Get<UserState>(userId);

    internal void Keep(UserState state)
    {
        if (state.User.Exists)
            kept.Set(state.UserId, state, new MemoryCacheEntryOptions { Size = Weigh(state.User.Config) });
    }

    internal void Forget(UserId userId) => kept.Remove(userId);

    public void Dispose() => kept.Dispose();

    private static long Weigh(UserConfig config) => BytesOfAUser + (BytesOfAKey * (long)config.Count) + (2 * config.Bytes);
}
