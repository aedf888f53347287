using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.Calls;

/// <summary>How a caller comes to reach a user, from none to the widest (wire contract, section 6).</summary>
public enum Reach
{
    None,

    /// <summary>It is the caller himself.</summary>
    Self,

    /// <summary>The user is linked to the caller's default account.</summary>
    SameAccount,

    /// <summary>The user is linked to any account of the caller's.</summary>
    OwnAccounts,

    /// <summary>The caller reaches any user of his OMS, a superuser of every OMS.</summary>
    Any,
}

/// <summary>Works out the widest reach that a caller has of a user.</summary>
public static class Reaches
{
    private static readonly string[] OfAnyUser = [Permission.Operator, Permission.AdminUI];
    private static readonly string[] OfAccount = [Permission.Trading, Permission.AccountOperator];

    /// <summary>Whether there is any user he reaches by his permissions alone: he may be told that one does not exist.</summary>
    public static bool ReachesAnyUser(this Caller caller) => caller.IsSuperuser || caller.HoldsAny(OfAnyUser);

    /// <param name="reads">Nothing is changed: an account's readers count too.</param>
    public static Reach Of(Caller caller, UserInfoView user, bool reads)
    {
        var self = caller.UserId?.Value == user.UserId ? Reach.Self : Reach.None;
        if (caller.IsSuperuser)
            return Reach.Any;
        if (caller.OmsId != user.OmsId) // accounts reach across OMSs: who may choose his own could choose a stranger's
            return self;
        if (caller.HoldsAny(OfAnyUser))
            return Reach.Any;
        if (caller.Holds(Permission.UserOperator) && user.Accounts.Intersect(caller.Accounts).Any())
            return Reach.OwnAccounts;
        var ofAccount = caller.HoldsAny(OfAccount) || (reads && caller.Holds(Permission.AccountReadOnly));
        if (ofAccount && user.Accounts.Contains(caller.AccountId))
            return Reach.SameAccount;
        return self;
    }

    /// <summary>Whether the user holds a role that the caller lacks, so that only a superuser may change him. Nobody outranks himself, also where he gave a key less than he holds.</summary>
    public static bool IsOutranked(Caller caller, UserInfoView user) =>
        !caller.IsSuperuser && caller.UserId?.Value != user.UserId && Permission.Roles.Any(role => user.Holds(role) && !caller.Holds(role));
}
