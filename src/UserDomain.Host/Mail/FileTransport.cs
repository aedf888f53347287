using System.Net.Mail;
using UserDomain.Mail;

namespace UserDomain.Host.Mail;

/// <summary>Puts letters into a folder, as files that mail programs open, while no server is named that sends them.</summary>
internal sealed class FileTransport(string folder) : IMailTransport
{
    private const UnixFileMode OnlyMine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly MailAddress From = new("userdomain@localhost");

    public string Where => folder;

    /// <summary>The file appears whole, under a name made from the mark: what is sent again takes its own place.</summary>
    public async Task SendAsync(Letter letter, string mark, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder, OnlyMine);
        var desk = Directory.CreateDirectory(Path.Combine(folder, $".{mark}-{Path.GetRandomFileName()}"), OnlyMine);
        try
        {
            using var message = MailMessages.Of(letter, From, mark);
            using var client = new SmtpClient
            {
                DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory,
                DeliveryFormat = SmtpDeliveryFormat.International,
                PickupDirectoryLocation = desk.FullName,
            };
            await client.SendMailAsync(message, cancellationToken);
            var written = desk.EnumerateFiles().Single();
            written.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = File.OpenHandle(written.FullName, FileMode.Open, FileAccess.ReadWrite))
                RandomAccess.FlushToDisk(file); // the row goes next, so what it held must outlast the machine
            written.MoveTo(Path.Combine(folder, $"{mark}.eml"), overwrite: true);
        }
        finally
        {
            desk.Delete(recursive: true);
        }
    }
}
