using System.Collections.Concurrent;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using UserDomain.Model;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Events;

/// <summary>
/// Appends to different streams as one statement, one transaction. Each is gated by its own stream's row, and all that belongs to it is
/// written from what passed the gate. It answers with the numbers of those that passed, counted from 1.
/// </summary>
internal static class AppendGroup
{
    /// <summary>
    /// It changes nothing at first, and so locks the table of streams before any other, as an append alone does: whoever holds up all appends, to put
    /// another table in a view's place, finds none that has the view already. Places are drawn from what passed the gate, whose first statement took the
    /// transaction's id; within a stream they rise with its versions.
    /// </summary>
    private const string GateAndEvents = """
        with first as (update mt_streams set version = version where false),
        passed as materialized (select * from userdomain.open_group($1, $2, $3, $4)),
        events as (
          insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers, user_name)
          select nextval('mt_events_sequence'), e.id, e.stream, e.before + e.nth, e.data, e.type, e.at, e.dotnet_type, e.correlation, e.causation, e.headers, e.by
          from (
            select p.stream, p.before, p.at, given.*
            from passed p join unnest($5::int[], $6::int[], $7::uuid[], $8::jsonb[], $9::varchar[], $10::varchar[], $11::varchar[], $12::varchar[], $13::jsonb[], $14::varchar[])
              as given (item, nth, id, data, type, dotnet_type, correlation, causation, headers, by) on given.item = p.item
            order by given.item, given.nth) e)
        """;

    private const int OwnParameters = 14;

    /// <summary>A statement for each set of views that was ever changed together; there are few.</summary>
    private static readonly ConcurrentDictionary<string, string> Statements = new(StringComparer.Ordinal);

    public static NpgsqlCommand For(IReadOnlyList<GroupItem> items, NpgsqlConnection connection)
    {
        var changes = Changes(items);
        var command = new NpgsqlCommand(Statements.GetOrAdd(KeyOf(changes), _ => Write(changes)), connection);
        AddGate(command, items);
        AddEvents(command, items);
        foreach (var group in changes)
            group.AddTo(command);
        return command;
    }

    private static string KeyOf(List<GroupChanges> changes) => changes is [var only] ? only.Kind : string.Join(' ', changes.Select(change => change.Kind));

    private static string Write(List<GroupChanges> changes)
    {
        var (sql, parameter) = (new StringBuilder(GateAndEvents), OwnParameters + 1);
        foreach (var (change, nth) in changes.Select((change, nth) => (change, nth)))
        {
            sql.Append(", view").Append(nth).Append(" as (").Append(change.Write(parameter)).Append(')');
            parameter += change.ParameterCount;
        }

        return sql.Append(" select item from passed").ToString();
    }

    /// <summary>By tables, in an order that is always the same. Most groups change one; this is on the way of every append.</summary>
    private static List<GroupChanges> Changes(IReadOnlyList<GroupItem> items)
    {
        var groups = new List<GroupChanges>(1);
        for (var i = 0; i < items.Count; i++)
        {
            var (views, documents) = (items[i].Append.Views, items[i].Documents);
            for (var nth = 0; nth < views.Count; nth++)
                GroupOf(groups, ViewTables.Of(views[nth].View), documents[nth] is not null).Changes.Add(new(i + 1, views[nth], documents[nth]));
        }

        groups.Sort((one, other) => string.CompareOrdinal(one.Kind, other.Kind));
        return groups;
    }

    private static GroupChanges GroupOf(List<GroupChanges> groups, ViewTable table, bool isPut)
    {
        foreach (var group in groups)
        {
            if (ReferenceEquals(group.Table, table) && group.IsPut == isPut)
                return group;
        }

        groups.Add(new(table, isPut));
        return groups[^1];
    }

    private static void AddGate(NpgsqlCommand command, IReadOnlyList<GroupItem> items)
    {
        var count = items.Count;
        var (streams, expected, added, ats) = (new string[count], new long[count], new int[count], new DateTime[count]);
        for (var i = 0; i < count; i++)
        {
            var append = items[i].Append;
            (streams[i], expected[i], added[i], ats[i]) = (append.Stream.Value, append.ExpectedVersion!.Value, append.Events.Count, append.At.UtcDateTime);
        }

        command.Parameters.Add(PArray(NpgsqlDbType.Varchar, streams));
        command.Parameters.Add(PArray(NpgsqlDbType.Bigint, expected));
        command.Parameters.Add(PArray(NpgsqlDbType.Integer, added));
        command.Parameters.Add(PArray(NpgsqlDbType.TimestampTz, ats));
    }

    private static void AddEvents(NpgsqlCommand command, IReadOnlyList<GroupItem> items)
    {
        var count = items.Sum(item => item.Events.Length);
        var (owner, nth, ids, data) = (new int[count], new int[count], new Guid[count], new byte[count][]);
        var (types, dotNet, correlation, causation) = (new string[count], new string[count], new string[count], new string[count]);
        var (headers, by, at) = (new byte[count][], new string?[count], 0);
        for (var i = 0; i < items.Count; i++)
        {
            var (item, origin) = (items[i], items[i].Append.Origin);
            for (var n = 0; n < item.Events.Length; n++, at++)
            {
                var added = item.Append.Events[n];
                (owner[at], nth[at], ids[at], data[at]) = (i + 1, n + 1, added.Id, item.Events[n]);
                (types[at], dotNet[at]) = (StoredEvents.NameOf(added.Event), StoredEvents.DotNetNameOf(added.Event.GetType()));
                (correlation[at], causation[at], headers[at], by[at]) = (origin.CorrelationId, origin.CausationId, item.Headers, origin.By);
            }
        }

        command.Parameters.AddRange((NpgsqlParameter[])[
            PArray(NpgsqlDbType.Integer, owner), PArray(NpgsqlDbType.Integer, nth), PArray(NpgsqlDbType.Uuid, ids), PArray(NpgsqlDbType.Jsonb, data),
            PArray(NpgsqlDbType.Varchar, types), PArray(NpgsqlDbType.Varchar, dotNet), PArray(NpgsqlDbType.Varchar, correlation),
            PArray(NpgsqlDbType.Varchar, causation), PArray(NpgsqlDbType.Jsonb, headers), PArray(NpgsqlDbType.Varchar, by)]);
    }
}
