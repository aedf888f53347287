using Npgsql;
using NpgsqlTypes;

namespace UserDomain.Postgres.Views;

/// <summary>One statement that answers any number of questions of one kind, from one snapshot.</summary>
/// <param name="sql">Asks for the keys in <c>$1</c>: a row for each, with its place among them, from 1, in the first column.</param>
/// <param name="type">Of a key.</param>
/// <param name="read">What the row says; none where there is nothing under its key.</param>
internal sealed class LookupStatement<TKey, TFound>(Database database, string sql, NpgsqlDbType type, Func<NpgsqlDataReader, TFound?> read)
{
    public async Task<TFound?> AskAsync(TKey key, CancellationToken cancellationToken)
    {
        await using var command = Of([key]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? read(reader) : default;
    }

    /// <summary>Waits for the server on this thread.</summary>
    /// <param name="answer">Takes what was found for the key at a place among them, from 0.</param>
    public void Ask(TKey[] keys, Action<int, TFound?> answer)
    {
        using var command = Of(keys);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            answer((int)reader.GetInt64(0) - 1, read(reader));
    }

    private NpgsqlCommand Of(TKey[] keys) => database.Asking.Command(sql, PArray(type, keys));
}
