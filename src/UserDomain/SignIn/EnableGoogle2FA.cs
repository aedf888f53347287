using System.Text.Json.Serialization;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.SignIn;

/// <summary>Draws a secret for the caller's authenticator app (wire contract, section 4). It counts once a code of it was given by <see cref="Authenticate2FA"/>.</summary>
public sealed record EnableGoogle2FA : ICommand<TwoFactorSecretShown>, IUserCall
{
    public Access Access => Access.OwnLogin.WhileEnrolling();

    public UserAddress Target => default;

    internal sealed class Handler(Subject subject, CallContext context, UserRepository users, VenueSettings venue) : ICommandHandler<EnableGoogle2FA, TwoFactorSecretShown>
    {
        public async Task<TwoFactorSecretShown> Handle(EnableGoogle2FA call, CancellationToken cancellationToken)
        {
            var (user, secret) = (subject.State, Tokens.NewTwoFactor());
            var shown = TwoFactorSecretShown.Of(secret, venue.TwoFactorIssuer, user.Info!.UserName);
            await users.ChangeAsync(
                user, state => state.IssueTwoFactorSecret(),
                _ => new([new TwoFactorSecretSet(user.UserId, secret)], context.Caller.AsReadBeside(user)) { Answer = shown }, cancellationToken);
            return shown;
        }
    }
}

/// <summary>The secret, shown this once: as what an app reads from a picture, and to be typed. It prints no member.</summary>
public sealed record TwoFactorSecretShown(
    [property: JsonPropertyName("GoogleQRCode")] string QrCode, [property: JsonPropertyName("ManualCode")] string ManualCode)
{
    internal static TwoFactorSecretShown Of(Secret secret, string issuer, string userName)
    {
        var (code, venue, user) = (secret.Reveal(), Uri.EscapeDataString(issuer), Uri.EscapeDataString(userName));
        return new($"otpauth://totp/{venue}:{user}?secret={code}&issuer={venue}&algorithm=SHA1&digits={Totp.Digits}&period={Totp.SecondsOfAStep}", code);
    }

    public override string ToString() => nameof(TwoFactorSecretShown);
}
