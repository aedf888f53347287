using System.Net;
using System.Net.Mail;
using UserDomain.Mail;

namespace UserDomain.Host.Mail;

/// <summary>Gives letters to a server by SMTP, each on a connection of its own.</summary>
internal sealed class SmtpTransport(SmtpSettings settings) : IMailTransport
{
    private const int WithTls = 587;
    private const int WithoutTls = 25;

    private int Port => settings.Port ?? (settings.Tls ? WithTls : WithoutTls);

    public string Where => $"{settings.Host}:{Port}";

    public async Task SendAsync(Letter letter, string mark, CancellationToken cancellationToken)
    {
        using var message = MailMessages.Of(letter, settings.From, mark);
        using var client = new SmtpClient(settings.Host, Port)
        {
            EnableSsl = settings.Tls,
            DeliveryFormat = SmtpDeliveryFormat.International, // for addresses beyond ASCII, where the server takes them
            Credentials = settings.Password is { } password ? new NetworkCredential(settings.User, password.Reveal()) : null,
        };
        await client.SendMailAsync(message, cancellationToken);
    }
}
