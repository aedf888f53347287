using Npgsql;
using NpgsqlTypes;
using UserDomain.Model;

namespace UserDomain.Postgres.Events;

/// <summary>All events of a group of appends, as a part of its statement.</summary>
internal sealed class GroupEvents
{
    private const string Into = """
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers, user_name)
        """;

    private readonly IReadOnlyList<GroupItem> items;
    private readonly int count;
    private readonly bool isOneEach = true;

    public GroupEvents(IReadOnlyList<GroupItem> items)
    {
        this.items = items;
        for (var i = 0; i < items.Count; i++)
        {
            count += items[i].Events.Length;
            isOneEach &= items[i].Events.Length == 1;
        }
    }

    public string Kind => IsOneEach ? "event" : "events";

    public int ParameterCount => IsOneEach ? 8 : 10;

    /// <summary>As a rule: then each is found by its append's number, and nothing has to be joined, which is a third of a small group's time.</summary>
    private bool IsOneEach => isOneEach;

    /// <summary>Places are drawn from what passed the gate, and so after the transaction has its id; within a stream they rise with its versions.</summary>
    /// <param name="first">The number of its first parameter.</param>
    public string Write(int first)
    {
        string[] given = [$"${first}::uuid[]", $"${first + 1}::jsonb[]", .. Enumerable.Range(first + 2, 4).Select(n => $"${n}::varchar[]"), $"${first + 6}::jsonb[]", $"${first + 7}::varchar[]"];
        if (!IsOneEach)
        {
            return $"""
                {Into}
                select nextval('mt_events_sequence'), e.id, e.stream, e.before + e.nth, e.data, e.type, e.at, e.dotnet_type, e.correlation, e.causation, e.headers, e.by
                from (
                  select p.stream, p.before, p.at, given.*
                  from passed p join unnest({string.Join(", ", given)}, ${first + 8}::int[], ${first + 9}::int[])
                    as given (id, data, type, dotnet_type, correlation, causation, headers, by, item, nth) on given.item = p.item
                  order by given.item, given.nth) e
                """;
        }

        var its = given.Select(array => $"({array})[p.item]").ToArray();
        return $"{Into} select nextval('mt_events_sequence'), {its[0]}, p.stream, p.before + 1, {its[1]}, {its[2]}, p.at, {string.Join(", ", its[3..])} from passed p";
    }

    public void AddTo(NpgsqlCommand command)
    {
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
            PArray(NpgsqlDbType.Uuid, ids), PArray(NpgsqlDbType.Jsonb, data), PArray(NpgsqlDbType.Varchar, types), PArray(NpgsqlDbType.Varchar, dotNet),
            PArray(NpgsqlDbType.Varchar, correlation), PArray(NpgsqlDbType.Varchar, causation), PArray(NpgsqlDbType.Jsonb, headers), PArray(NpgsqlDbType.Varchar, by)]);
        if (!IsOneEach)
            command.Parameters.AddRange((NpgsqlParameter[])[PArray(NpgsqlDbType.Integer, owner), PArray(NpgsqlDbType.Integer, nth)]);
    }
}
