using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace UserDomain.Host.Tests.Mail;

/// <summary>A little SMTP server that speaks for real: what it answers is what a test wants it to.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<ReadMail> received = [];
    private readonly ConcurrentQueue<string> heard = [];
    private readonly Task accepting;

    public SmtpServer()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What was accepted after DATA, in order.</summary>
    public IReadOnlyCollection<ReadMail> Received => received;

    /// <summary>Every command of every connection.</summary>
    public IReadOnlyCollection<string> Heard => heard;

    /// <summary>How recipients are answered from now on.</summary>
    public Func<string, string> OnRecipient { get; set; } = _ => "250 2.1.5 OK";

    /// <summary>The one password that it takes; none where nobody needs one.</summary>
    public string? Password { get; init; }

    /// <summary>Whether it offers UTF-8 in addresses.</summary>
    public bool International { get; init; }

    /// <summary>What happens between the letter's acceptance and the answer that tells of it.</summary>
    public Func<CancellationToken, Task> BeforeAnswer { get; set; } = _ => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
                talks.Add(TalkAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.UTF8);
                await using var writer = new StreamWriter(stream, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
                await ServeAsync(reader, writer);
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
            {
            }
        }
    }

    private async Task ServeAsync(StreamReader reader, StreamWriter writer)
    {
        var (signedIn, recipient) = (Password is null, "");
        await writer.WriteLineAsync("220 mail.test ESMTP");
        while (await reader.ReadLineAsync(stopping.Token) is { } line)
        {
            heard.Enqueue(line);
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO" or "HELO":
                    await writer.WriteLineAsync(string.Join("\r\n", (string[])["250-mail.test", .. International ? ["250-SMTPUTF8"] : Array.Empty<string>(), "250-8BITMIME", "250 AUTH LOGIN"]));
                    break;
                case "AUTH":
                    await writer.WriteLineAsync("334 UGFzc3dvcmQ6");
                    signedIn = Encoding.UTF8.GetString(Convert.FromBase64String((await reader.ReadLineAsync(stopping.Token))!)) == Password;
                    await writer.WriteLineAsync(signedIn ? "235 2.7.0 OK" : $"535 5.7.8 no such login as {line}");
                    break;
                case "MAIL" when !signedIn:
                    await writer.WriteLineAsync("530 5.7.0 Authentication required");
                    break;
                case "RCPT":
                    recipient = line.Split('<', '>')[1];
                    await writer.WriteLineAsync(OnRecipient(recipient));
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    received.Enqueue(new(recipient, await DataAsync(reader)));
                    await BeforeAnswer(stopping.Token);
                    await writer.WriteLineAsync("250 2.0.0 queued");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 OK");
                    break;
            }
        }
    }

    private async Task<string> DataAsync(StreamReader reader)
    {
        var lines = new List<string>();
        while (await reader.ReadLineAsync(stopping.Token) is { } line and not ".")
            lines.Add(line.StartsWith('.') ? line[1..] : line);
        return string.Join('\n', lines);
    }
}
