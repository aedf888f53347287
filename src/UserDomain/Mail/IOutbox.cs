namespace UserDomain.Mail;

/// <summary>
/// The port to letters that wait to be sent. Several senders share it: what one has taken is nobody else's for a while, by the
/// database's clock. A sender that dies between sending and <see cref="DoneAsync"/> has its letter sent again.
/// </summary>
public interface IOutbox
{
    /// <summary>How long a letter is the taker's. Sending must have come to its end before.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>The next letter that is due; none where none is.</summary>
    ValueTask<QueuedLetter?> TakeAsync(CancellationToken cancellationToken);

    /// <summary>It was sent, or is given up: it waits no more.</summary>
    ValueTask DoneAsync(QueuedLetter taken, CancellationToken cancellationToken);

    /// <summary>It is due again after the pause, or once it is of no use any more, if that is sooner. Without effect where another sender has it by now.</summary>
    ValueTask FailedAsync(QueuedLetter taken, TimeSpan pause, CancellationToken cancellationToken);
}

/// <summary>A letter that a sender has taken.</summary>
/// <param name="Attempt">1 for the first.</param>
/// <param name="Mark">The same for every attempt at this letter, another for every other: who gets it twice can tell.</param>
/// <param name="IsOver">Whether it is of no use any more.</param>
/// <param name="Letter">None where it cannot be opened: this host lacks the key, or it was tampered with.</param>
public sealed record QueuedLetter(long Id, int Attempt, string Mark, bool IsOver, Letter? Letter);
