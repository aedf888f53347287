using FluentValidation;
using UserDomain.Calls;

namespace UserDomain.SignIn;

/// <summary>Signs in by name and password (wire contract, section 4).</summary>
public sealed record AuthenticateUser(string? UserName, Secret? Password) : ICommand<SignInAnswer>
{
    public Access Access => Access.Public;

    internal sealed class Validator : AbstractValidator<AuthenticateUser>
    {
        public Validator()
        {
            RuleFor(call => call.UserName).NotEmpty().WithMessage("UserName is Required");
            RuleFor(call => call.Password).NotNull().WithMessage("Password is Required");
        }
    }

    internal sealed class Handler(SignInGate gate) : ICommandHandler<AuthenticateUser, SignInAnswer>
    {
        public async Task<SignInAnswer> Handle(AuthenticateUser call, CancellationToken cancellationToken) =>
            SignInAnswer.Of(await gate.SignInAsync(call.UserName!, call.Password!, cancellationToken));
    }
}
