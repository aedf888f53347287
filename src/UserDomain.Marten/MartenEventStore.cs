using UserDomain.EventSourcing;
using UserDomain.Postgres;
using UserDomain.Postgres.Engines;
using UserDomain.Postgres.Events;
using UserDomain.SignIn;

namespace UserDomain.Marten;

/// <summary>
/// The event store on Marten: what is appended, and streams that are read at once. What is read in order, or page by page, is read as with the
/// other engine: Marten's own readers pass by what commits late. So is what streams end with, which many ask for at once.
/// </summary>
internal sealed class MartenEventStore(
    Database database, EngineHold hold, Reconnecting reconnecting, MartenStore store, ISecretBox box, TimeProvider clock, PostgresEventStore ordered) : IEventStore
{
    private readonly LoneAppend appends = new(database, hold, reconnecting, new MartenAppend(store, box).WriteAsync, clock);

    public async ValueTask<IReadOnlyList<Recorded>> ReadAsync(StreamId stream, CancellationToken cancellationToken) =>
        await store.AskAsync(async (session, token) =>
        {
            var read = await session.Events.FetchStreamAsync(stream.Value, token: token);
            for (var i = 0; i < read.Count; i++)
            {
                if (read[i].Version != i + 1)
                    throw new BrokenStreamException(stream, i + 1, read[i].Version);
            }

            return read.Select(Origins.Recorded).ToArray();
        }, cancellationToken);

    public ValueTask<StreamEnd> FindEndAsync(StreamId stream, CancellationToken cancellationToken) => ordered.FindEndAsync(stream, cancellationToken);

    public async ValueTask AppendAsync(Append append, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested(); // a caller who leaves later does not undo what was sent
        await appends.AppendAsync(append, mayBeStored: false, clock.GetTimestamp());
    }

    public IAsyncEnumerable<Recorded> ReadPagedAsync(StreamId stream, long after, CancellationToken cancellationToken) =>
        ordered.ReadPagedAsync(stream, after, cancellationToken);

    public IAsyncEnumerable<Sequenced> ReadAllAsync(long after, CancellationToken cancellationToken) => ordered.ReadAllAsync(after, cancellationToken);
}
