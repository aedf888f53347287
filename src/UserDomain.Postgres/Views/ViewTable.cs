using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Postgres.Views;

/// <summary>A member of a view's documents that has a column of its own, to be indexed.</summary>
internal sealed record ViewColumn<TView>(string Name, NpgsqlDbType Type, Func<TView, object> Read);

/// <summary>One view's table in Marten's document layout, and the statements that change it: one for all puts of an append, one for all deletions.</summary>
internal sealed class ViewTable
{
    private readonly (NpgsqlDbType Type, Func<object, object> Read)[] columns;
    private readonly string put;
    private readonly string delete;

    private ViewTable(Type view, string name, IReadOnlyList<(string Name, NpgsqlDbType Type, Func<object, object> Read)> columns)
    {
        View = view;
        Name = $"mt_doc_{name}";
        this.columns = [.. columns.Select(column => (column.Type, column.Read))];

        var names = string.Concat(columns.Select(column => $", {column.Name}"));
        var arrays = string.Concat(columns.Select((column, i) => $", ${i + 4}::{column.Type.ToString().ToLowerInvariant()}[]"));
        var renewed = string.Concat(columns.Select(column => $", {column.Name} = excluded.{column.Name}"));
        put = $"""
            insert into {Name} as t (id, data, mt_dotnet_type, mt_version{names})
            select id, data, $3, 1{names} from unnest($1::varchar[], $2::jsonb[]{arrays}) as d(id, data{names})
            on conflict (id) do update set data = excluded.data, mt_dotnet_type = excluded.mt_dotnet_type,
              mt_version = t.mt_version + 1, mt_last_modified = transaction_timestamp(){renewed}
            """;
        delete = $"delete from {Name} where id = any($1)";
    }

    public Type View { get; }

    /// <summary>The table's name.</summary>
    public string Name { get; }

    public static ViewTable Of<TView>(params ViewColumn<TView>[] columns) where TView : class, IView => new(
        typeof(TView), TView.Name,
        [.. columns.Select(column => (column.Name, column.Type, (Func<object, object>)(document => column.Read((TView)document))))]);

    public void AddChanges(NpgsqlBatch batch, IReadOnlyList<ViewChange> changes)
    {
        ViewChange[] puts = [.. changes.Where(change => change.Document is not null)];
        if (puts is not [])
        {
            batch.Add(put, [
                P(NpgsqlDbType.Varchar, puts.Select(change => change.Id)),
                P(NpgsqlDbType.Jsonb, puts.Select(change => JsonSerializer.Serialize(change.Document, View, StoredEvents.Json))),
                P(StoredEvents.DotNetNameOf(View)),
                .. columns.Select(column => ColumnOf(column, puts)),
            ]);
        }

        string[] deletions = [.. changes.Where(change => change.Document is null).Select(change => change.Id)];
        if (deletions is not [])
            batch.Add(delete, P(NpgsqlDbType.Varchar, deletions));
    }

    private static NpgsqlParameter ColumnOf((NpgsqlDbType Type, Func<object, object> Read) column, ViewChange[] puts) => column.Type switch
    {
        NpgsqlDbType.Bigint => P(column.Type, puts.Select(change => (long)column.Read(change.Document!))),
        NpgsqlDbType.Boolean => P(column.Type, puts.Select(change => (bool)column.Read(change.Document!))),
        _ => P(column.Type, puts.Select(change => (string)column.Read(change.Document!))),
    };
}
