using System.Security.Cryptography;
using Npgsql;
using UserDomain.Postgres.Engines;
using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Record;

/// <summary>
/// Closes what was reached of the record, range by range. One at a time does, by a lock that lasts for one seal; and no two seals can have
/// one number, whatever became of the lock. The transaction has no id until the seal is written, so that readers in order wait for no hashing.
/// </summary>
public sealed class Sealer(Database database, TimeProvider clock)
{
    /// <summary>The lock of whoever seals; any number will do, and must never change.</summary>
    internal const long Turn = 7_113_009_216;

    private const string TryTurn = "select pg_try_advisory_xact_lock($1)";
    private const string AwaitTurn = "select pg_advisory_xact_lock($1) is not null";

    private readonly Fence fence = new(database, new(clock), clock);
    private readonly RawReader reader = new(database, new(clock));
    private readonly Seals seals = new(database.Source);
    private long seen;
    private long ours;

    /// <summary>The head of the chain; none where nothing is sealed yet.</summary>
    public async Task<Head?> HeadAsync(CancellationToken cancellationToken) =>
        (await seals.NewestAsync(cancellationToken))?.Head;

    /// <summary>Seals all that is reached now, and says how many events it sealed.</summary>
    /// <param name="patient">Whether to wait where another seals just now; else it is left to him.</param>
    /// <exception cref="JobException">Another program writes events here: what is sealed could lack some. Nothing was sealed.</exception>
    public async Task<long> SealAsync(bool patient, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var newest = await seals.NewestAsync(cancellationToken);
        var reached = await fence.ReachedAsync(Math.Max(seen, newest?.Seal.Last ?? 0), cancellationToken);
        var done = 0L;
        while (await SealNextAsync(reached, patient, cancellationToken) is var made and > 0)
        {
            done += made;
            progress?.Report(done);
        }

        seen = reached;
        return done;
    }

    /// <summary>How many events it closed: none where all is closed, or another is at it.</summary>
    private async Task<int> SealNextAsync(long reached, bool patient, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var turn = new NpgsqlCommand(patient ? AwaitTurn : TryTurn, connection) { Parameters = { P((long?)Turn) } };
        if (!(bool)(await turn.ExecuteScalarAsync(cancellationToken))!)
            return 0;
        if (reached != ours) // only in turn: all that is not sealed yet is looked at, which is much where nobody has sealed for long
            await OtherPrograms.AssertNoEventAsync(connection, reached, cancellationToken);
        ours = reached;

        var newest = await Seals.NewestAsync(connection, cancellationToken);
        using var page = await reader.ReadPageAsync(newest?.Seal.Last ?? 0, reached, "true", cancellationToken);
        if (page.Count == 0)
            return 0;
        try
        {
            await Seals.InsertAsync(connection, await NextAsync(connection, newest, page, reached, cancellationToken), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return page.Count;
        }
        catch (PostgresException there) when (there.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return 0;
        }
    }

    private async Task<KeptSeal> NextAsync(NpgsqlConnection connection, KeptSeal? newest, RowPage page, long reached, CancellationToken cancellationToken)
    {
        var (places, hashes) = Hash(page);
        var number = (newest?.Seal.Number ?? 0) + 1;
        var seal = new Seal(
            number, (newest?.Seal.Last ?? 0) + 1, page is { IsEnd: true, Count: < RawReader.PageSize } ? reached : places[^1], page.Count,
            MerkleTree.Root(hashes), clock.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
        var far = await Seals.FindAsync(connection, [Seal.JumpOf(number)], cancellationToken);
        return new(seal, KeptSeal.Keep(places, hashes), seal.Link(newest?.Link ?? Seal.NoLink, far is [var jump] ? jump.Link : Seal.NoLink));
    }

    private static (IReadOnlyList<long> Places, byte[] Hashes) Hash(RowPage page)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (places, hashes) = (new List<long>(page.Count), new byte[page.Count * MerkleTree.HashLength]);
        foreach (var row in page.Rows)
        {
            MerkleTree.Leaf(hash, row.Span, hashes.AsSpan(places.Count * MerkleTree.HashLength));
            places.Add(new EventRow(row.Span).Place);
        }

        return (places, hashes);
    }
}
