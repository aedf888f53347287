using NpgsqlTypes;
using UserDomain.EventSourcing;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Events;

/// <summary>A change of one view's document in a group.</summary>
/// <param name="Item">The number of the append that it belongs to, counted from 1.</param>
/// <param name="Document">JSON as UTF-8; none takes it out.</param>
internal readonly record struct GroupChange(int Item, ViewChange Change, byte[]? Document);

/// <summary>All documents that a group of appends puts into one view's table, or takes out of it.</summary>
internal sealed record GroupChanges(ViewTable Table, bool IsPut, GroupChange[] Changes)
{
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

    public void AddTo(ParametersInTurn parameters)
    {
        var (items, ids) = (new int[Changes.Length], new string[Changes.Length]);
        for (var i = 0; i < Changes.Length; i++)
            (items[i], ids[i]) = (Changes[i].Item, Changes[i].Change.Id);
        parameters.AddArray(NpgsqlDbType.Integer, items);
        parameters.AddArray(NpgsqlDbType.Varchar, ids);
        if (!IsPut)
            return;
        parameters.AddArray(NpgsqlDbType.Jsonb, Array.ConvertAll(Changes, change => change.Document!));
        parameters.AddText(Table.DotNetName);
        var changes = Array.ConvertAll(Changes, change => change.Change);
        foreach (var column in Table.Columns)
            parameters.Add(ViewTable.ColumnOf(column, changes));
    }
}
