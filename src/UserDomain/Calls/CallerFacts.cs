using UserDomain.EventSourcing;

namespace UserDomain.Calls;

/// <summary>
/// What a change of somebody's rights rests on of its caller. His own stream is asserted by the append; where he is the target, it is
/// asserted as the target's, which may have moved on since he was read as the caller.
/// </summary>
internal static class CallerFacts
{
    extension(Caller caller)
    {
        /// <summary>Whether he holds it, and holds it still at the version that is asserted: one who was just deprived cannot give it back to himself.</summary>
        public bool HoldsBeside(UserState target, string permission) =>
            caller.Holds(permission) && (caller.UserId != target.UserId || target.User.Permissions.Contains(permission));

        /// <summary>His stream as it was read, unless it is the target's own.</summary>
        public IReadOnlyList<VersionOf> AsReadBeside(UserState target) => caller.UserId == target.UserId ? [] : caller.AsRead;
    }
}
