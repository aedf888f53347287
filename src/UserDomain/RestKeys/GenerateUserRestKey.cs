using System.Text.Json.Serialization;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.RestKeys;

/// <summary>
/// Gives one user a new key for the REST endpoint, which is all that it takes to call it in his name (wire contract, 9.1). The one before opens nothing
/// from then on. It outlives sessions and passwords, and ends when it is revoked.
/// </summary>
public sealed record GenerateUserRestKey(long? UserId, string? UserName) : ICommand<GeneratedRestKey>, IUserCall
{
    public Access Access => Access.Holding(Permission.Operator).OrSelf().WithAnyReach().AlsoByRestKey();

    public UserAddress Target => new(UserId, UserName);

    internal sealed class Handler(Subject subject, UserRepository users, CallContext context) : ICommandHandler<GenerateUserRestKey, GeneratedRestKey>
    {
        public async Task<GeneratedRestKey> Handle(GenerateUserRestKey call, CancellationToken cancellationToken)
        {
            var (user, caller, key) = (subject.State, context.Caller, Tokens.New());
            var given = caller.SecondFactorConfirmed || caller.RestKey is not null; // who has a key already gains nothing by another
            var isHimself = caller.UserId == user.UserId;
            RefusedException.Unless(isHimself || !caller.Use2FA || given, Refusals.SecondFactorRequired);
            var generated = new GeneratedRestKey(user.UserId.Value, key.Reveal());
            await users.ChangeAsync(
                user, state => state.GenerateRestKey(isHimself, given),
                _ => new([new RestKeySet(user.UserId, Tokens.RestKeyOf(key))], caller.AsReadBeside(user)) { Answer = generated }, cancellationToken);
            return generated;
        }
    }
}

/// <summary>The key, shown this once. It prints no member.</summary>
public sealed record GeneratedRestKey([property: JsonPropertyName("UserId")] long UserId, [property: JsonPropertyName("RestKey")] string Shown)
{
    public override string ToString() => nameof(GeneratedRestKey);
}
