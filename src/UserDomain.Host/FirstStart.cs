using System.Security.Cryptography;
using MediatR;
using UserDomain.Calls;
using UserDomain.Postgres;
using UserDomain.Registration;

namespace UserDomain.Host;

/// <summary>
/// Makes the first operator. Every step can be repeated: until the password has been printed it is made anew at each start, since
/// nobody can have it.
/// </summary>
internal sealed class FirstStart(IServiceScopeFactory scopes, Installation installation, HostSettings settings)
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private const int GeneratedLength = 24;

    public Task RunAsync(TextWriter output, CancellationToken cancellationToken) =>
        installation.SettleFirstPasswordAsync(() => GiveAsync(output, cancellationToken), cancellationToken);

    /// <summary>A password that every venue takes: long, and with each kind of character that one may ask for.</summary>
    internal static Secret Generate()
    {
        while (true)
        {
            var text = RandomNumberGenerator.GetString(Letters, GeneratedLength);
            if (text.Any(char.IsLower) && text.Any(char.IsUpper) && text.Any(char.IsDigit))
                return new(text);
        }
    }

    private async Task GiveAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var password = settings.OperatorPassword ?? Generate();
        await SendAsync(new CreateFirstOperator(password), cancellationToken);
        if (settings.OperatorPassword is not null)
            return;
        await output.WriteLineAsync($"The first operator's password, shown this once:  operator  {password.Reveal()}".AsMemory(), cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    private async Task SendAsync(IRequest<Done> call, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().AtTheServer("first-start");
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(call, cancellationToken);
    }
}
