using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Postgres.Views;

/// <summary>A member of a view's documents that has a column of its own, to be indexed.</summary>
/// <param name="IsUnique">Whether no two documents may have the same.</param>
internal sealed record ViewColumn<TView>(string Name, NpgsqlDbType Type, Func<TView, object> Read, bool IsUnique = false);

/// <summary>A column beside a view's documents, whatever the view.</summary>
internal sealed record ViewColumn(string Name, NpgsqlDbType Type, Func<object, object> Read, bool IsUnique)
{
    public static ViewColumn Of<TView>(ViewColumn<TView> column) => new(column.Name, column.Type, document => column.Read((TView)document), column.IsUnique);
}

/// <summary>One view's table in Marten's document layout, and the statements that change it: one for all puts at a time, one for all deletions.</summary>
internal sealed class ViewTable
{
    private readonly string put;
    private readonly string delete;
    private readonly string find;
    private readonly string copy;

    public ViewTable(Type view, string schema, string table, IReadOnlyList<ViewColumn> columns)
    {
        (View, Schema, Table, Name, Columns) = (view, schema, table, $"{schema}.{table}", columns);
        (Deleting, Putting, PuttingOneEach) = ($"{Name} delete", $"{Name} put", $"{Name} put one each");
        DotNetName = StoredEvents.DotNetNameOf(view);
        ClaimsKeys = columns.Any(column => column.IsUnique);
        var names = ColumnNames();
        var arrays = string.Concat(columns.Select((column, i) => $", ${i + 4}::{ArrayOf(column)}"));
        put = Put($"id, data, $3, 1{names} from unnest($1::varchar[], $2::jsonb[]{arrays}) as d(id, data{names})");
        delete = $"delete from {Name} where id = any($1)";
        find = $"select id, data from {Name} where id = any($1)";
        copy = $"copy {Name} (id, data, mt_dotnet_type, mt_version{names}) from stdin (format binary)";
    }

    public Type View { get; }

    public string Schema { get; }

    /// <summary>The table's name in its schema.</summary>
    public string Table { get; }

    /// <summary>The table's name with its schema.</summary>
    public string Name { get; }

    /// <summary>Names what puts into it, among all that changes tables.</summary>
    public string Putting { get; }

    /// <summary>Names what puts one document of each append into it.</summary>
    public string PuttingOneEach { get; }

    /// <summary>Names what takes out of it.</summary>
    public string Deleting { get; }

    public IReadOnlyList<ViewColumn> Columns { get; }

    /// <summary>As Marten keeps it beside each document.</summary>
    public string DotNetName { get; }

    /// <summary>Whether a document may be refused since another has what must be unique.</summary>
    public bool ClaimsKeys { get; }

    /// <summary>Every column that is written.</summary>
    public IEnumerable<string> AllColumns => ["id", "data", "mt_dotnet_type", "mt_version", "mt_last_modified", .. Columns.Select(column => column.Name)];

    /// <summary>The same view's table in another schema.</summary>
    public ViewTable In(string schema) => new(View, schema, Table, Columns);

    /// <summary>The statement that puts documents in place.</summary>
    /// <param name="selected">What is selected: id, data, .NET type, revision, and then the columns.</param>
    public string Put(string selected) => $"""
        insert into {Name} as t (id, data, mt_dotnet_type, mt_version{ColumnNames()})
        select {selected}
        on conflict (id) do update set data = excluded.data, mt_dotnet_type = excluded.mt_dotnet_type,
          mt_version = t.mt_version + 1, mt_last_modified = transaction_timestamp(){string.Concat(Columns.Select(column => $", {column.Name} = excluded.{column.Name}"))}
        """;

    /// <summary>The names of the columns beside the documents, with a comma before each.</summary>
    public string ColumnNames(string prefix = "") => string.Concat(Columns.Select(column => $", {prefix}{column.Name}"));

    /// <summary>The type of an array of what the column holds.</summary>
    public static string ArrayOf(ViewColumn column) => $"{column.Type.ToString().ToLowerInvariant()}[]";

    public void AddChanges(NpgsqlBatch batch, IReadOnlyList<ViewChange> changes)
    {
        ViewChange[] puts = [.. changes.Where(change => change.Document is not null)];
        if (puts is not [])
        {
            batch.Add(put, [
                P(NpgsqlDbType.Varchar, puts.Select(change => change.Id)),
                P(NpgsqlDbType.Jsonb, puts.Select(change => Write(change.Document!))),
                P(DotNetName),
                .. Columns.Select(column => ColumnOf(column, puts)),
            ]);
        }

        string[] deletions = [.. changes.Where(change => change.Document is null).Select(change => change.Id)];
        if (deletions is not [])
            AddDeletions(batch, deletions);
    }

    /// <summary>Makes all changes in one round trip.</summary>
    public async Task PutAsync(NpgsqlConnection connection, IReadOnlyList<ViewChange> changes, CancellationToken cancellationToken)
    {
        if (changes is [])
            return;
        await using var batch = new NpgsqlBatch(connection);
        AddChanges(batch, changes);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Puts documents in place none of which stands there yet: half of what it costs to look whether one does.</summary>
    public async Task AddAsync(NpgsqlConnection connection, IReadOnlyList<ViewChange> changes, CancellationToken cancellationToken)
    {
        if (changes is [])
            return;
        await using var copying = await CopyAsync(connection, cancellationToken);
        foreach (var change in changes)
            Write(copying, change.Id, change.Document!);
        await copying.CompleteAsync(cancellationToken);
    }

    public void AddDeletions(NpgsqlBatch batch, string[] ids) => batch.Add(delete, P(NpgsqlDbType.Varchar, ids));

    /// <summary>The documents that stand under these ids.</summary>
    public async Task<Dictionary<string, object>> FindAsync(NpgsqlConnection connection, string[] ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(find, connection);
        command.Parameters.Add(P(NpgsqlDbType.Varchar, ids));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<string, object>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            found[reader.GetString(0)] = JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(1), View, StoredViews.Json)!;
        return found;
    }

    /// <summary>Begins to write many documents, none of which stands there yet.</summary>
    public Task<NpgsqlBinaryImporter> CopyAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.BeginBinaryImportAsync(copy, cancellationToken);

    /// <summary>Writes one of them.</summary>
    public void Write(NpgsqlBinaryImporter copying, string id, object document)
    {
        copying.StartRow();
        copying.Write(id, NpgsqlDbType.Varchar);
        copying.Write(Write(document), NpgsqlDbType.Jsonb);
        copying.Write(DotNetName, NpgsqlDbType.Varchar);
        copying.Write(1L, NpgsqlDbType.Bigint);
        foreach (var column in Columns)
            copying.Write(column.Read(document), column.Type);
    }

    /// <summary>A document's JSON as UTF-8.</summary>
    public static byte[] Write(object document) => JsonSerializer.SerializeToUtf8Bytes(document, document.GetType(), StoredViews.Json);

    /// <summary>What the documents have in a column.</summary>
    public static NpgsqlParameter ColumnOf(ViewColumn column, ViewChange[] puts) => column.Type switch
    {
        NpgsqlDbType.Bigint => P(column.Type, puts.Select(change => (long)column.Read(change.Document!))),
        NpgsqlDbType.Boolean => P(column.Type, puts.Select(change => (bool)column.Read(change.Document!))),
        NpgsqlDbType.TimestampTz => P(column.Type, puts.Select(change => ((DateTimeOffset)column.Read(change.Document!)).ToUniversalTime())),
        _ => P(column.Type, puts.Select(change => (string)column.Read(change.Document!))),
    };
}
