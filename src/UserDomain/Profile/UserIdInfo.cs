using System.Text.Json.Serialization;
using UserDomain.Model;

namespace UserDomain.Profile;

/// <summary>A user in the words of the REST endpoint (wire contract, 9.3): his network is his OMS, his mailbox his default account.</summary>
/// <param name="Status"><c>Active</c>; <c>Suspended</c> while he is locked; <c>Development</c> until his address is verified: he cannot sign in yet.</param>
public sealed record UserIdInfo(
    [property: JsonPropertyName("userId")] long UserId,
    [property: JsonPropertyName("login")] string Login,
    [property: JsonPropertyName("email")] string Email,
    [property: JsonPropertyName("firstName")] string FirstName,
    [property: JsonPropertyName("lastName")] string LastName,
    [property: JsonPropertyName("networkId")] long NetworkId,
    [property: JsonPropertyName("mailboxId")] long MailboxId,
    [property: JsonPropertyName("authLevel")] string AuthLevel,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("created")] DateTimeOffset Created)
{
    internal static UserIdInfo Of(UserInfoView user, string firstName, string lastName) => new(
        user.UserId, user.UserName, user.Email, firstName, lastName, user.OmsId, user.AccountId, AuthLevelOf(user),
        user.Locked ? "Suspended" : user.EmailVerified ? "Active" : "Development", user.CreatedAt);

    /// <summary>
    /// The highest level that applies, in the order of the contract. No operator reaches beyond his OMS, so none is above <c>NetworkAdmin</c> but a
    /// superuser; who only reads of his account is a trading partner's user.
    /// </summary>
    private static string AuthLevelOf(UserInfoView user) =>
        user.Holds(Permission.Superuser) ? "Root"
        : user.Holds(Permission.Operator) ? "NetworkAdmin"
        : user.Holds(Permission.AccountOperator) && user.Holds(Permission.Trading) ? "MailboxAdmin"
        : user.Holds(Permission.Trading) ? "MailboxUser"
        : user.Holds(Permission.AccountReadOnly) ? "TPUser"
        : "General";
}
