using System.Runtime.InteropServices;
using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.EventSourcing;

/// <summary>The port to where events are kept. Its rules are the tests in EventStoreContract; every adapter runs them.</summary>
public interface IEventStore
{
    /// <summary>All events of one stream by version; empty for one that was never written.</summary>
    /// <exception cref="BrokenStreamException">A version is missing or stands twice.</exception>
    /// <exception cref="UnknownEventException">An event cannot be read by this release.</exception>
    ValueTask<IReadOnlyList<Recorded>> ReadAsync(StreamId stream, CancellationToken cancellationToken);

    /// <summary>
    /// The events of one stream after a version, in order, a page at a time, so that no more than two pages are held however long it is. All that
    /// stood when the reading began is given; of what is appended meanwhile, some may be.
    /// </summary>
    /// <exception cref="BrokenStreamException">A version is missing or stands twice.</exception>
    /// <exception cref="UnknownEventException">An event cannot be read by this release.</exception>
    IAsyncEnumerable<Recorded> ReadPagedAsync(StreamId stream, long after, CancellationToken cancellationToken);

    /// <summary>What the stream ends with now; <see cref="StreamEnd.None"/> for one that was never written.</summary>
    ValueTask<StreamEnd> FindEndAsync(StreamId stream, CancellationToken cancellationToken);

    /// <summary>Makes all of it durable and visible, or nothing. Cancelling does not undo what was sent.</summary>
    /// <exception cref="ConcurrentChangeException">A stream is not at the version it is expected at.</exception>
    /// <exception cref="RefusedException">A user name or e-mail address is another user's.</exception>
    /// <exception cref="AnswerStandsException">An answer stands under the key of an <see cref="AnswerKept"/>, by another append than this one.</exception>
    /// <exception cref="StoreUnavailableException">The database did not answer for long; whether it was stored is unknown.</exception>
    ValueTask AppendAsync(Append append, CancellationToken cancellationToken);

    /// <summary>
    /// All events after a place, in order, up to one that was reached when the reading began. None that commits later has a place before the last one given.
    /// </summary>
    IAsyncEnumerable<Sequenced> ReadAllAsync(long after, CancellationToken cancellationToken);
}

/// <summary>
/// The last event of a stream. Its version alone does not say which that is: a database that came back at an earlier state comes to the same version by another way.
/// </summary>
/// <param name="EventId">Empty before the first, and where that event is not there.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StreamEnd(long Version, Guid EventId)
{
    /// <summary>That of a stream that was never written.</summary>
    public static StreamEnd None => default;
}

public static class EventStoreExtensions
{
    extension(IEventStore store)
    {
        /// <summary>The version that the stream is at now, 0 for one that was never written.</summary>
        public async ValueTask<long> FindVersionAsync(StreamId stream, CancellationToken cancellationToken) => (await store.FindEndAsync(stream, cancellationToken)).Version;
    }
}

/// <summary>Ids that are given once and never again, also when what they were drawn for fails.</summary>
public interface IIds
{
    ValueTask<UserId> NextUserAsync(CancellationToken cancellationToken);

    /// <summary>An account that no user is linked to, nor was ever named by a caller.</summary>
    ValueTask<long> NextAccountAsync(CancellationToken cancellationToken);
}

/// <summary>Somebody else appended first.</summary>
public sealed class ConcurrentChangeException(StreamId stream, long expectedVersion, long actualVersion)
    : Exception($"Stream {stream} is at version {actualVersion}, not at {expectedVersion}.")
{
    public StreamId Stream { get; } = stream;
    public long ExpectedVersion { get; } = expectedVersion;
    public long ActualVersion { get; } = actualVersion;
}

/// <summary>A stream's events do not count up by one. Nothing may be decided on it.</summary>
public sealed class BrokenStreamException(StreamId stream, long expectedVersion, long foundVersion)
    : Exception($"Stream {stream} has version {foundVersion} where {expectedVersion} belongs.");

/// <summary>The database cannot be reached, did not answer for too long, or is not this process's to write to any more.</summary>
public sealed class StoreUnavailableException(Exception inner) : Exception("The database cannot be reached.", inner);
