using UserDomain.Mail;

namespace UserDomain.Host.Mail;

/// <summary>
/// Sends what waits in the outbox, about a second after it was queued. Hosts on one database share the work. A letter is sent once, unless
/// a host dies between sending it and striking it off: then again, under the same Message-ID.
/// </summary>
internal sealed partial class MailSender(IOutbox outbox, IMailTransport transport, TimeProvider clock, ILogger<MailSender> log) : BackgroundService
{
    private const int AtATime = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Within the lease, or another host would send the same letter; and within the time that a host has to stop.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromHours(1)];

    /// <summary>How long to wait after so many attempts in vain.</summary>
    internal static TimeSpan PauseAfter(int attempts) => Pauses[Math.Min(attempts, Pauses.Length) - 1];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogWhere(transport.Where);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await SendNextAsync(stoppingToken))
                    await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => DrainAsync(stoppingToken)));
                else
                    await Task.Delay(Pause, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception wrong)
            {
                LogOutbox(wrong);
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (await SendNextAsync(cancellationToken))
            cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>What was taken is brought to its end even while the host stops: a letter half sent would be sent again.</summary>
    private async Task<bool> SendNextAsync(CancellationToken cancellationToken)
    {
        if (await outbox.TakeAsync(cancellationToken) is not { } taken)
            return false;
        var isDone = await TryAsync(taken);
        using var patience = new CancellationTokenSource(Patience, clock);
        if (isDone)
            await outbox.DoneAsync(taken, patience.Token);
        else
            await outbox.FailedAsync(taken, PauseAfter(taken.Attempt), patience.Token);
        return true;
    }

    private async Task<bool> TryAsync(QueuedLetter taken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        var reason = "it cannot be opened with the keys of this host";
        try
        {
            if (taken is { IsOver: false, Letter: { } letter })
            {
                await transport.SendAsync(letter, taken.Mark, patience.Token).WaitAsync(patience.Token);
                return true;
            }
        }
        catch (UndeliverableException)
        {
            LogUndeliverable(taken.Mark);
            return true;
        }
        catch (Exception wrong)
        {
            reason = Reasons.Of(wrong);
        }

        if (taken.IsOver)
        {
            LogGivenUp(taken.Mark, taken.Attempt - 1);
            return true;
        }

        LogFailed(taken.Mark, taken.Attempt, reason, PauseAfter(taken.Attempt));
        return false;
    }

    [LoggerMessage(LogLevel.Information, "Mail goes to {Where}")]
    private partial void LogWhere(string where);

    [LoggerMessage(LogLevel.Warning, "Letter {Mark}: attempt {Attempt} failed, {Reason}; the next is in {Pause}")]
    private partial void LogFailed(string mark, int attempt, string reason, TimeSpan pause);

    [LoggerMessage(LogLevel.Error, "Letter {Mark} is given up after {Attempts} attempts: it is of no use any more")]
    private partial void LogGivenUp(string mark, int attempts);

    [LoggerMessage(LogLevel.Error, "Letter {Mark} is given up: its address is none that mail can be sent to")]
    private partial void LogUndeliverable(string mark);

    [LoggerMessage(LogLevel.Error, "Letters that wait cannot be read")]
    private partial void LogOutbox(Exception wrong);
}
