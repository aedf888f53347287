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
/// <param name="appends">How many appends the group has.</param>
internal sealed class GroupChanges(ViewTable table, bool isPut, int appends)
{
    public ViewTable Table => table;

    public bool IsPut => isPut;

    /// <summary>What is done to which table, and how it is written.</summary>
    public string Kind => !IsPut ? Table.Deleting : IsOneEach ? Table.PuttingOneEach : Table.Putting;

    public List<GroupChange> Changes { get; } = [];

    public int ParameterCount => !IsPut ? 2 : IsOneEach ? 3 + Table.Columns.Count : 4 + Table.Columns.Count;

    /// <summary>Whether it has one of each append, in their order: then each is found by its append's number, and nothing has to be joined.</summary>
    private bool IsOneEach
    {
        get
        {
            for (var i = 0; i < Changes.Count; i++)
            {
                if (Changes[i].Item != i + 1)
                    return false;
            }

            return Changes.Count == appends;
        }
    }

    /// <param name="first">The number of its first parameter.</param>
    public string Write(int first)
    {
        if (!IsPut)
            return $"delete from {Table.Name} where id = any (array(select d.id from passed p join unnest(${first}::varchar[], ${first + 1}::int[]) as d (id, item) on d.item = p.item))";
        if (IsOneEach)
        {
            var columns = string.Concat(Table.Columns.Select((column, i) => $", (${first + 3 + i}::{ViewTable.ArrayOf(column)})[p.item]"));
            return Table.Put($"(${first}::varchar[])[p.item], (${first + 1}::jsonb[])[p.item], ${first + 2}, 1{columns} from passed p");
        }

        var arrays = string.Concat(Table.Columns.Select((column, i) => $", ${first + 3 + i}::{ViewTable.ArrayOf(column)}"));
        return Table.Put($"""
            d.id, d.data, ${first + 2}, 1{Table.ColumnNames("d.")}
            from passed p join unnest(${first}::varchar[], ${first + 1}::jsonb[]{arrays}, ${first + 3 + Table.Columns.Count}::int[])
              as d (id, data{Table.ColumnNames()}, item) on d.item = p.item
            """);
    }

    public void AddTo(NpgsqlCommand command)
    {
        var (items, ids, changes, documents) = (new int[Changes.Count], new string[Changes.Count], new ViewChange[Changes.Count], new byte[Changes.Count][]);
        for (var i = 0; i < items.Length; i++)
            (items[i], ids[i], changes[i], documents[i]) = (Changes[i].Item, Changes[i].Change.Id, Changes[i].Change, Changes[i].Document!);

        command.Parameters.Add(PArray(NpgsqlDbType.Varchar, ids));
        if (IsPut)
        {
            command.Parameters.Add(PArray(NpgsqlDbType.Jsonb, documents));
            command.Parameters.Add(P(Table.DotNetName));
            foreach (var column in Table.Columns)
                command.Parameters.Add(ViewTable.ColumnOf(column, changes));
        }

        if (!IsPut || !IsOneEach)
            command.Parameters.Add(PArray(NpgsqlDbType.Integer, items));
    }
}
