namespace UserDomain.Model;

/// <summary>The permission names that rules speak of. Names are compared ignoring case, and kept in this spelling.</summary>
public static class Permission
{
    public const string Superuser = "SUPERUSER";
    public const string Operator = "Operator";
    public const string AdminUI = "AdminUI";
    public const string UserOperator = "UserOperator";
    public const string AccountOperator = "AccountOperator";
    public const string AccountReadOnly = "AccountReadOnly";
    public const string Trading = "Trading";
    public const string Deposit = "Deposit";
    public const string Withdraw = "Withdraw";

    /// <summary>What every new user holds (wire contract, 5.3).</summary>
    public static IReadOnlyList<string> OfNewUsers { get; } = [Deposit, Trading, Withdraw];

    /// <summary>Their holders may be changed only by those who hold the same, or by a superuser (wire contract, section 6).</summary>
    public static IReadOnlyList<string> Roles { get; } = [Superuser, Operator, AdminUI, UserOperator, AccountOperator];
}
