namespace UserDomain.Model;

public sealed partial record User
{
    /// <summary>Links the user to an account; to one that he is linked to already decides nothing.</summary>
    public IReadOnlyList<UserEvent> AddAccount(long accountId)
    {
        MustExist();
        return Accounts.Contains(accountId) ? [] : [new UserAccountAdded(accountId)];
    }

    /// <summary>Takes the user out of an account; one that he is not linked to decides nothing. The default account stays: every user has one.</summary>
    public IReadOnlyList<UserEvent> RemoveAccount(long accountId)
    {
        MustExist();
        RefusedException.Unless(accountId != AccountId, Refusals.DefaultAccount);
        return Accounts.Contains(accountId) ? [new UserAccountRemoved(accountId)] : [];
    }
}
