using Npgsql;

namespace UserDomain.Postgres.Views;

/// <summary>One statement that answers any number of questions of one kind, from one snapshot.</summary>
/// <param name="sql">Asks for the keys: rows for each, those of a key together, with its place among them, from 1, in the first column.</param>
/// <param name="parameters">The keys as it takes them.</param>
/// <param name="read">What the row says, added to what those before it said; none where there is nothing under its key.</param>
internal sealed class LookupStatement<TKey, TFound>(Database database, string sql, Func<TKey[], NpgsqlParameter[]> parameters, Func<NpgsqlDataReader, TFound?, TFound?> read)
{
    public async Task<TFound?> AskAsync(TKey key, CancellationToken cancellationToken)
    {
        await using var command = Of([key]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = default(TFound);
        while (await reader.ReadAsync(cancellationToken))
            found = read(reader, found);
        return found;
    }

    /// <summary>Waits for the server on this thread.</summary>
    /// <param name="answer">Takes what was found for the key at a place among them, from 0.</param>
    public void Ask(TKey[] keys, Action<int, TFound?> answer)
    {
        using var command = Of(keys);
        using var reader = command.ExecuteReader();
        var (place, found) = (0L, default(TFound));
        while (reader.Read())
        {
            var next = reader.GetInt64(0);
            if (next != place && place > 0)
                answer((int)place - 1, found);
            found = read(reader, next == place ? found : next > place ? default : throw new InvalidOperationException("Rows of a key came apart from each other."));
            place = next;
        }

        if (place > 0)
            answer((int)place - 1, found);
    }

    private NpgsqlCommand Of(TKey[] keys) => database.Asking.Command(sql, parameters(keys));
}
