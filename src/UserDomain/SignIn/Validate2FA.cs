using System.Text.Json.Serialization;
using FluentValidation;
using UserDomain.Calls;
using UserDomain.EventSourcing;

namespace UserDomain.SignIn;

/// <summary>Gives the code of a second factor in a session, which then counts as confirmed (wire contract, section 4).</summary>
public sealed record Validate2FA(string? TFaType, Secret? Code) : ICommand<Validated2FA>
{
    private const string Authenticator = "Google";

    public Access Access => Access.OwnLogin;

    internal sealed class Validator : AbstractValidator<Validate2FA>
    {
        public Validator()
        {
            RuleFor(call => call.TFaType).Must(type => type is null || type.Equals(Authenticator, StringComparison.OrdinalIgnoreCase))
                .WithMessage("TFaType is invalid");
            RuleFor(call => call.Code).NotNull().WithMessage("Code is Required");
        }
    }

    internal sealed class Handler(CallContext context, ISessions sessions, KnownCallers callers, IViews views, SecondFactor secondFactor, UserQueue queue)
        : ICommandHandler<Validate2FA, Validated2FA>
    {
        public async Task<Validated2FA> Handle(Validate2FA call, CancellationToken cancellationToken)
        {
            var userId = context.Caller.UserId!.Value;
            using var turn = await queue.EnterAsync(userId, cancellationToken);
            var user = (await views.FindAsync(userId, cancellationToken))!;
            var isRight = user.Info.IsEnrolled
                && context.Caller.Session is { } session && await sessions.FindAsync(session, context.Address, cancellationToken) is not null
                && await secondFactor.IsRightAsync(user, call.Code!, cancellationToken, new Validated2FA(false));
            if (isRight)
                await callers.ConfirmAsync(context.Caller.Session!, cancellationToken);
            return new(isRight);
        }
    }
}

/// <summary>Whether the code was right.</summary>
public sealed record Validated2FA([property: JsonPropertyName("TFaAuthenticated")] bool IsRight);
