using System.Runtime.CompilerServices;
using NpgsqlTypes;
using UserDomain.EventSourcing;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Events;

/// <summary>The event store in Marten's table layout.</summary>
internal sealed class PostgresEventStore(Database database, Reconnecting reconnecting, LookupThreads threads, Appends appends, OrderedReader ordered) : IEventStore
{
    /// <summary>By <c>offset 0</c> a way by its index for each stream, whatever the server thinks of the table's size.</summary>
    private const string SelectEnds = """
        select asked.place, s.version, (select e.id from mt_events e where e.stream_id = asked.id and e.version = s.version)
        from unnest($1) with ordinality as asked (id, place)
        cross join lateral (select version from mt_streams where id = asked.id offset 0) s
        """;

    private readonly SharedLookups<string, StreamEnd> ends = new(
        new(database, SelectEnds, streams => [PArray(NpgsqlDbType.Varchar, streams)],
            (row, _) => new(row.GetInt64(1), row.IsDBNull(2) ? Guid.Empty : row.GetGuid(2))),
        threads, reconnecting);

    public async ValueTask<IReadOnlyList<Recorded>> ReadAsync(StreamId stream, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.CreateCommand(EventRows.SelectStream);
            command.Parameters.Add(new() { Value = stream.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
            await using var reader = await command.ExecuteReaderAsync(token);
            var events = new List<Recorded>();
            while (await reader.ReadAsync(token))
            {
                var recorded = EventRows.Read(reader).Read().Recorded;
                if (recorded.Version != events.Count + 1)
                    throw new BrokenStreamException(stream, events.Count + 1, recorded.Version);
                events.Add(recorded);
            }

            return events;
        }, cancellationToken);

    public async IAsyncEnumerable<Recorded> ReadPagedAsync(StreamId stream, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var version = after;
        await foreach (var page in ordered.ReadStreamAsync(stream.Value, after, cancellationToken))
        {
            foreach (var stored in page)
            {
                if (stored.Version != ++version)
                    throw new BrokenStreamException(stream, version, stored.Version);
                yield return stored.Read().Recorded;
            }
        }
    }

    public ValueTask<StreamEnd> FindEndAsync(StreamId stream, CancellationToken cancellationToken) => ends.FindAsync(stream.Value, cancellationToken);

    public IAsyncEnumerable<Sequenced> ReadAllAsync(long after, CancellationToken cancellationToken) => ordered.ReadAsync(after, cancellationToken);

    public ValueTask AppendAsync(Append append, CancellationToken cancellationToken) => appends.AppendAsync(append, cancellationToken);
}
