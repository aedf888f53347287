using UserDomain.EventSourcing;

namespace UserDomain.Calls;

/// <summary>
/// What a change of somebody's credentials or rights rests on of its caller. His own stream is asserted by the append; where he is the target, it
/// is asserted as the target's, at which version he must have been read as the caller as well.
/// </summary>
internal static class CallerFacts
{
    extension(Caller caller)
    {
        /// <summary>Whether he holds it, and holds it still at the version that is asserted: one who was just deprived cannot give it back to himself.</summary>
        public bool HoldsBeside(UserState target, string permission) =>
            caller.Holds(permission) && (caller.UserId != target.UserId || target.User.Permissions.Contains(permission));

        /// <summary>His stream as it was read, unless it is the target's own.</summary>
        /// <exception cref="ConcurrentChangeException">It is, and has moved on since he was read: he is read again before he changes his own login.</exception>
        public IReadOnlyList<VersionOf> AsReadBeside(UserState target)
        {
            if (caller.UserId != target.UserId)
                return caller.AsRead;
            return caller.Version is { } read && read < target.Version ? throw new ConcurrentChangeException(target.Stream, read, target.Version) : [];
        }
    }
}
