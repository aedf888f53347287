using Npgsql;
using NpgsqlTypes;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Secrets;
using UserDomain.Postgres.Views;
using UserDomain.SignIn;

namespace UserDomain.Postgres.Events;

/// <summary>An append as one batch: one round trip, one transaction. Its first statement is the gate; where that refuses, nothing else happens. An answer is kept ahead of it.</summary>
internal sealed class AppendBatch(ISecretBox box)
{
    private const string Open = "select userdomain.open_append($1, $2, $3, $4, $5)";

    /// <summary>Places are drawn in the order of the events, in a later statement than the one that took the transaction's id.</summary>
    private const string InsertEvents = """
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers, user_name)
        select nextval('mt_events_sequence'), e.id, s.id, s.version - $2 + e.n, e.data, e.type, s.timestamp, e.dotnet_type, $7, $8, $9, $10
        from mt_streams s,
             (select * from unnest($3::uuid[], $4::jsonb[], $5::varchar[], $6::varchar[]) with ordinality as t(id, data, type, dotnet_type, n) order by n) e
        where s.id = $1
        """;

    /// <inheritdoc cref="WriteAppend"/>
    public async Task WriteAsync(Append append, bool repeated, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = For(append, repeated, connection);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlBatch For(Append append, bool repeated, NpgsqlConnection connection)
    {
        var batch = new NpgsqlBatch(connection);
        var noting = new NotingBox(batch, box);
        AroundAppend.AddAnswers(batch, append, noting);
        batch.Add(Open,
            P(append.Stream.Value), P(append.Stream.Kind), P(append.ExpectedVersion), P(append.Events.Count), P(append.At));
        AroundAppend.AddChecks(batch, append, repeated);

        AddEvents(batch, append);
        AroundAppend.AddAccounts(batch, append);
        foreach (var changes in append.Views.GroupBy(change => change.View))
            ViewTables.Of(changes.Key).AddChanges(batch, [.. changes]);
        AroundAppend.AddCompanions(batch, append, noting);
        return batch;
    }

    private static void AddEvents(NpgsqlBatch batch, Append append)
    {
        var (events, origin) = (append.Events, append.Origin);
        batch.Add(InsertEvents,
            P(append.Stream.Value), P(events.Count),
            P(NpgsqlDbType.Uuid, events.Select(e => e.Id)),
            P(NpgsqlDbType.Jsonb, events.Select(e => StoredEvents.Write(e.Event))),
            P(NpgsqlDbType.Varchar, events.Select(e => StoredEvents.NameOf(e.Event))),
            P(NpgsqlDbType.Varchar, events.Select(e => StoredEvents.DotNetNameOf(e.Event.GetType()))),
            P(origin.CorrelationId), P(origin.CausationId), PJson(EventHeaders.Write(origin)), P(origin.By));
    }
}
