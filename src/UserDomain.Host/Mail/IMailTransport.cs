using System.Net.Mail;
using System.Text;
using UserDomain.Mail;

namespace UserDomain.Host.Mail;

/// <summary>Brings letters on their way.</summary>
internal interface IMailTransport
{
    /// <summary>Where to, for the log.</summary>
    string Where { get; }

    /// <summary>Comes back when the letter is in others' hands for good.</summary>
    /// <param name="mark">Tells this letter from every other, and is the same when it is sent again.</param>
    /// <exception cref="UndeliverableException">It never can be.</exception>
    Task SendAsync(Letter letter, string mark, CancellationToken cancellationToken);
}

/// <summary>No attempt can bring the letter on its way: its address is none that mail is sent to.</summary>
internal sealed class UndeliverableException() : Exception("The address is none that mail can be sent to.");

internal static class MailMessages
{
    /// <summary>The letter as mail is written: every text in UTF-8, one recipient, and a mark by which a second copy can be recognised.</summary>
    /// <exception cref="UndeliverableException">The address is more than an address, or less.</exception>
    public static MailMessage Of(Letter letter, MailAddress from, string mark)
    {
        // What stands in brackets would be taken for the address, and what is outside for somebody's name.
        if (!MailAddress.TryCreate(letter.To, out var to) || to.Address != letter.To)
            throw new UndeliverableException();
        var message = new MailMessage(from, to)
        {
            Subject = letter.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = letter.Text,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = System.Net.Mime.TransferEncoding.QuotedPrintable,
            HeadersEncoding = Encoding.UTF8,
        };
        message.Headers.Add("Message-ID", $"<{mark}@{from.Host}>");
        message.Headers.Add("Auto-Submitted", "auto-generated"); // nobody's answering machine answers
        return message;
    }
}
