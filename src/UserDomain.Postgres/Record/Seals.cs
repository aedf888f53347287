using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace UserDomain.Postgres.Record;

/// <summary>The table of seals.</summary>
internal sealed class Seals(NpgsqlDataSource source)
{
    private const int PageSize = 64;
    private const string Columns = "number, first_seq_id, last_seq_id, events, root, sealed_at, leaves, link";
    private const string SelectNewest = $"select {Columns} from userdomain.seals order by number desc limit 1";
    private const string SelectNumbers = $"select {Columns} from userdomain.seals where number = any($1) order by number";
    private const string SelectCovering = $"select {Columns} from userdomain.seals where last_seq_id >= $1 order by number limit 1";

    // More seals than a page would hold many leaves; few events make small seals.
    private const string SelectPage = $"select {Columns} from userdomain.seals where number > $1 and number <= $2 order by number limit $3";

    private const string Insert = $"insert into userdomain.seals ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8)";

    public async Task<KeptSeal?> NewestAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await NewestAsync(connection, cancellationToken);
    }

    public static async Task<KeptSeal?> NewestAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await ReadAsync(connection, SelectNewest, [], cancellationToken)).SingleOrDefault();

    /// <summary>Those with these numbers, in order; fewer where some are not there.</summary>
    public async Task<IReadOnlyList<KeptSeal>> FindAsync(IReadOnlyList<long> numbers, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, numbers, cancellationToken);
    }

    public static Task<IReadOnlyList<KeptSeal>> FindAsync(NpgsqlConnection connection, IReadOnlyList<long> numbers, CancellationToken cancellationToken) =>
        ReadAsync(connection, SelectNumbers, [P<long>(NpgsqlDbType.Bigint, numbers)], cancellationToken);

    /// <summary>The seal that closes a place; none where it is not sealed yet.</summary>
    public async Task<KeptSeal?> CoveringAsync(long place, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return (await ReadAsync(connection, SelectCovering, [P((long?)place)], cancellationToken)).SingleOrDefault();
    }

    /// <summary>All up to a number, in order.</summary>
    public async IAsyncEnumerable<KeptSeal> ReadAsync(long upTo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var last = long.MinValue; ;)
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            var page = await ReadAsync(connection, SelectPage, [P((long?)last), P((long?)upTo), P(PageSize)], cancellationToken);
            await connection.CloseAsync();
            foreach (var seal in page)
                yield return seal;
            if (page.Count < PageSize)
                yield break;
            last = page[^1].Seal.Number;
        }
    }

    public static async Task InsertAsync(NpgsqlConnection connection, KeptSeal kept, CancellationToken cancellationToken)
    {
        var seal = kept.Seal;
        NpgsqlParameter[] columns =
        [
            P((long?)seal.Number), P((long?)seal.First), P((long?)seal.Last), P(seal.Events), P(seal.Root), P((long?)seal.SealedAt), P(kept.Leaves), P(kept.Link),
        ];
        await using var insert = new NpgsqlCommand(Insert, connection);
        insert.Parameters.AddRange(columns);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<KeptSeal>> ReadAsync(
        NpgsqlConnection connection, string select, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(select, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var seals = new List<KeptSeal>();
        while (await reader.ReadAsync(cancellationToken))
        {
            seals.Add(new(
                new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt32(3), reader.GetFieldValue<byte[]>(4), reader.GetInt64(5)),
                reader.GetFieldValue<byte[]>(6), reader.GetFieldValue<byte[]>(7)));
        }

        return seals;
    }
}
