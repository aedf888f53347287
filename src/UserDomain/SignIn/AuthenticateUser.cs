using FluentValidation;
using UserDomain.ApiKeys;
using UserDomain.Calls;

namespace UserDomain.SignIn;

/// <summary>Signs in by name and password, or by an API key and a signature (wire contract, section 4); by one of the two, not both.</summary>
public sealed record AuthenticateUser(
    string? UserName, Secret? Password, string? APIKey = null, Secret? Signature = null, long? UserId = null, Nonce? Nonce = null)
    : ICommand<SignInAnswer>, ISessionCall, IAboutUser
{
    public Access Access => Access.Public;

    public UserAddress About => new(UserId, UserName);

    private bool IsByKey => APIKey is not null || Signature is not null || Nonce is not null;

    internal sealed class Validator : AbstractValidator<AuthenticateUser>
    {
        public Validator()
        {
            When(call => call.IsByKey, () =>
            {
                RuleFor(call => call.UserName).Null().WithMessage("UserName is invalid beside APIKey");
                RuleFor(call => call.Password).Null().WithMessage("Password is invalid beside APIKey");
                RuleFor(call => call.APIKey).NotEmpty().WithMessage("APIKey is Required");
                RuleFor(call => call.Signature).NotNull().WithMessage("Signature is Required");
                RuleFor(call => call.UserId).NotNull().WithMessage("UserId is Required");
                RuleFor(call => call.Nonce).NotNull().WithMessage("Nonce is Required");
                RuleFor(call => call.Nonce).Must(nonce => nonce is null || nonce.IsWellFormed).WithMessage("Nonce is too long");
            }).Otherwise(() =>
            {
                RuleFor(call => call.UserName).NotEmpty().WithMessage("UserName is Required");
                RuleFor(call => call.Password).NotNull().WithMessage("Password is Required");
            });
        }
    }

    internal sealed class Handler(SignInGate gate, ApiKeySignIn keys) : ICommandHandler<AuthenticateUser, SignInAnswer>
    {
        public async Task<SignInAnswer> Handle(AuthenticateUser call, CancellationToken cancellationToken) => SignInAnswer.Of(call.IsByKey
            ? await keys.SignInAsync(new(call.APIKey!, call.UserId!.Value, call.Nonce!, call.Signature!), cancellationToken)
            : await gate.SignInAsync(call.UserName!, call.Password!, cancellationToken));
    }
}
