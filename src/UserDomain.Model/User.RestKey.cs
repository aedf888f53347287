namespace UserDomain.Model;

public sealed partial record User
{
    /// <summary>Gives him another key for the REST endpoint, each time it is asked for: what it is, is drawn apart from events.</summary>
    /// <param name="isHimself">Whether he asks for it himself.</param>
    /// <param name="secondFactorGiven">Whether he gave his second factor where he asks from; a key is never asked for it.</param>
    public IReadOnlyList<UserEvent> GenerateRestKey(bool isHimself, bool secondFactorGiven)
    {
        MustExist();
        RefusedException.Unless(!isHimself || !Use2FA || secondFactorGiven, Refusals.NotAuthorized);
        return [new UserRestKeyGenerated()];
    }

    /// <summary>Takes his key for the REST endpoint away; where there is none, decides nothing.</summary>
    public IReadOnlyList<UserEvent> RevokeRestKey()
    {
        MustExist();
        return HasRestKey ? [new UserRestKeyRevoked()] : [];
    }
}
