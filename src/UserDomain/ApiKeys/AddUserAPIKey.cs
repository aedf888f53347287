using System.Text.Json.Serialization;
using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.ApiKeys;

/// <summary>
/// Gives a program a key to call with in the caller's own name (wire contract, section 4). Nobody makes one for somebody else, operators and
/// superusers neither: who has a user's key passes for him. Nor does a program make another key.
/// </summary>
/// <param name="Permissions">What the key is to hold; its user holds them as well, each time it is used.</param>
public sealed record AddUserAPIKey(long? UserId, string? UserName, IReadOnlyList<string>? Permissions) : ICommand<AddedApiKey>, IUserCall
{
    public Access Access => Access.OwnLogin;

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Validator : AbstractValidator<AddUserAPIKey>
    {
        public Validator() => RuleFor(call => call.Permissions).NotEmpty().WithMessage("Permissions is Required");
    }

    internal sealed class Handler(Subject subject, UserRepository users, CallContext context) : ICommandHandler<AddUserAPIKey, AddedApiKey>
    {
        public async Task<AddedApiKey> Handle(AddUserAPIKey call, CancellationToken cancellationToken)
        {
            var (user, key, secret) = (subject.State, Tokens.NewApiKey(), Tokens.NewApiSecret());
            var decided = user.User.AddApiKey(key, call.Permissions!, context.Caller.SecondFactorConfirmed);
            var added = new AddedApiKey(key, secret.Reveal(), user.UserId.Value, UserApiKeyEntry.PermissionsOf(decided.OfType<UserApiKeyAdded>().Single()));
            await users.ChangeAsync(
                user, _ => decided, _ => new([new ApiKeySecretSet(user.UserId, key, secret)], context.Caller.AsReadBeside(user)) { Answer = added }, cancellationToken);
            return added;
        }
    }
}

/// <summary>The key with its secret, shown this once. It prints no member.</summary>
public sealed record AddedApiKey(
    [property: JsonPropertyName("APIKey")] string ApiKey, [property: JsonPropertyName("APISecret")] string Shown,
    [property: JsonPropertyName("UserId")] long UserId, [property: JsonPropertyName("Permissions")] IReadOnlyList<string> Permissions)
{
    public override string ToString() => nameof(AddedApiKey);
}
