using System.Collections.Concurrent;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Events;

/// <summary>
/// Appends to different streams as one statement, one transaction. Each is gated by its own stream's row, and all that belongs to it is
/// written from what passed the gate. It answers with the numbers of those that passed, counted from 1.
/// </summary>
internal static class AppendGroup
{
    /// <summary>
    /// It names the table of streams before any other, and so locks it first, as an append alone does: whoever holds up all appends, to put
    /// another table in a view's place, finds none that has the view already. Each row is come to once, by the index, looked at under its own lock, which
    /// gives the transaction its id, and changed where it lies. One that somebody else holds is not waited for, so that groups neither hold each other up nor
    /// stand in each other's way; it comes again alone. One that was changed since the statement began lies elsewhere by then, and does not pass.
    /// </summary>
    private const string Gate = """
        with held as materialized (
          select g.item, g.added, g.at, own.place
          from unnest($1::varchar[], $2::bigint[], $3::int[], $4::timestamptz[]) with ordinality as g (stream, expected, added, at, item),
            lateral (select s.ctid as place from mt_streams s where s.id = g.stream and s.version = g.expected for no key update skip locked) own),
        passed as materialized (
          update mt_streams s set version = s.version + held.added, timestamp = greatest(s.timestamp, held.at)
          from held where s.ctid = held.place
          returning held.item::int, s.id as stream, s.version - held.added as before, s.timestamp as at)
        """;

    private const int OwnParameters = 4;

    /// <summary>A statement for each set of views that was ever changed together; there are few.</summary>
    private static readonly ConcurrentDictionary<string, string> Statements = new(StringComparer.Ordinal);

    public static NpgsqlCommand For(IReadOnlyList<GroupItem> items, NpgsqlConnection connection)
    {
        var (events, changes) = (new GroupEvents(items), Changes(items));
        var command = new NpgsqlCommand(Statements.GetOrAdd(KeyOf(events, changes), _ => Write(events, changes)), connection);
        AddGate(command, items);
        events.AddTo(command);
        foreach (var group in changes)
            group.AddTo(command);
        return command;
    }

    private static string KeyOf(GroupEvents events, List<GroupChanges> changes) =>
        changes is [var only] ? $"{events.Kind} {only.Kind}" : $"{events.Kind} {string.Join(' ', changes.Select(change => change.Kind))}";

    private static string Write(GroupEvents events, List<GroupChanges> changes)
    {
        var (sql, parameter) = (new StringBuilder(Gate), OwnParameters + 1);
        sql.Append(", events as (").Append(events.Write(parameter)).Append(')');
        parameter += events.ParameterCount;
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
                GroupOf(groups, ViewTables.Of(views[nth].View), documents[nth] is not null, items.Count).Changes.Add(new(i + 1, views[nth], documents[nth]));
        }

        groups.Sort((one, other) => string.CompareOrdinal(one.Table.Name, other.Table.Name) is not 0 and var order ? order : one.IsPut.CompareTo(other.IsPut));
        return groups;
    }

    private static GroupChanges GroupOf(List<GroupChanges> groups, ViewTable table, bool isPut, int appends)
    {
        foreach (var group in groups)
        {
            if (ReferenceEquals(group.Table, table) && group.IsPut == isPut)
                return group;
        }

        groups.Add(new(table, isPut, appends));
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
}
