using Npgsql;
using NpgsqlTypes;
using UserDomain.EventSourcing;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Events;

/// <summary>A change of one view's document in a group.</summary>
/// <param name="Item">The number of the append that it belongs to, counted from 1.</param>
/// <param name="Document">JSON as UTF-8; none takes it out.</param>
internal readonly record struct GroupChange(int Item, ViewChange Change, byte[]? Document);

/// <summary>All documents that a group of appends puts into one view's table, or takes out of it.</summary>
internal sealed class GroupChanges(ViewTable table, bool isPut)
{
    public ViewTable Table => table;

    public bool IsPut => isPut;

    /// <summary>What is done to which table; groups are written in its order.</summary>
    public string Kind { get; } = isPut ? table.Putting : table.Deleting;

    public List<GroupChange> Changes { get; } = [];

    public int ParameterCount => IsPut ? 4 + Table.Columns.Count : 2;

    /// <param name="first">The number of its first parameter.</param>
    public string Write(int first)
    {
        if (!IsPut)
            return $"delete from {Table.Name} where id = any (array(select d.id from passed p join unnest(${first}::int[], ${first + 1}::varchar[]) as d (item, id) on d.item = p.item))";
        var arrays = string.Concat(Table.Columns.Select((column, i) => $", ${first + 4 + i}::{ViewTable.ArrayOf(column)}"));
        return Table.Put($"""
            d.id, d.data, ${first + 3}, 1{Table.ColumnNames("d.")}
            from passed p join unnest(${first}::int[], ${first + 1}::varchar[], ${first + 2}::jsonb[]{arrays}) as d (item, id, data{Table.ColumnNames()}) on d.item = p.item
            """);
    }

    public void AddTo(NpgsqlCommand command)
    {
        var (items, ids, changes) = (new int[Changes.Count], new string[Changes.Count], new ViewChange[Changes.Count]);
        for (var i = 0; i < items.Length; i++)
            (items[i], ids[i], changes[i]) = (Changes[i].Item, Changes[i].Change.Id, Changes[i].Change);
        command.Parameters.Add(PArray(NpgsqlDbType.Integer, items));
        command.Parameters.Add(PArray(NpgsqlDbType.Varchar, ids));
        if (!IsPut)
            return;
        var documents = new byte[items.Length][];
        for (var i = 0; i < items.Length; i++)
            documents[i] = Changes[i].Document!;
        command.Parameters.Add(PArray(NpgsqlDbType.Jsonb, documents));
        command.Parameters.Add(P(Table.DotNetName));
        foreach (var column in Table.Columns)
            command.Parameters.Add(ViewTable.ColumnOf(column, changes));
    }
}
