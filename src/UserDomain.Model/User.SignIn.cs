namespace UserDomain.Model;

public sealed partial record User
{
    /// <summary>Lifts a lock and the count that leads to one; where there is neither, decides nothing.</summary>
    public IReadOnlyList<UserEvent> Unlock()
    {
        MustExist();
        return IsLocked || FailedAttempts > 0 ? [new UserUnlocked()] : [];
    }

    /// <summary>A new password, set from the server itself. A lock stays.</summary>
    public IReadOnlyList<UserEvent> SetPassword()
    {
        MustExist();
        return [new UserPasswordChanged()];
    }

    /// <summary>Ends all sessions, each time it is asked for: which there are is kept apart from events.</summary>
    public IReadOnlyList<UserEvent> EndSessions()
    {
        MustExist();
        return [new UserSessionsEnded()];
    }
}
