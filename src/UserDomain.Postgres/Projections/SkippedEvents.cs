using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Projections;

/// <summary>Which events somebody has had a view pass over. It is folded from the record of that and stands nowhere else, so that every rebuild passes over the same.</summary>
internal sealed class SkippedEvents(Database database, Reconnecting reconnecting)
{
    /// <summary>Their places in the order of all events.</summary>
    /// <param name="view">The view's name.</param>
    public Task<IReadOnlySet<long>> ReadAsync(string view, CancellationToken cancellationToken) => reconnecting.RunAsync<IReadOnlySet<long>>(async token =>
    {
        await using var command = database.Source.Command(EventRows.SelectStream, P(StreamId.OfView(view).Value));
        await using var reader = await command.ExecuteReaderAsync(token);
        var skipped = new HashSet<long>();
        while (await reader.ReadAsync(token))
        {
            if (EventRows.Read(reader).Read().Recorded.Event is ViewEventSkipped passedOver)
                skipped.Add(passedOver.Event);
        }

        return skipped;
    }, cancellationToken);
}
