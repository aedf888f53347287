using System.Globalization;
using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Record;

/// <summary>Makes proofs that one event stood at its place in the record.</summary>
public sealed class Prover(Database database, TimeProvider clock)
{
    private const string SelectPlace = "select seq_id from mt_events where id = $1 order by seq_id limit 1";

    private readonly RawReader reader = new(database, new(clock));
    private readonly Seals seals = new(database.Source);

    /// <summary>A proof as text.</summary>
    /// <param name="named">The event's place, or its id.</param>
    /// <param name="under">The head that it is proved under; none for the newest.</param>
    /// <exception cref="JobException">There is no such event, it is not sealed, or it is not what was sealed.</exception>
    public async Task<byte[]> RunAsync(string named, Head? under, CancellationToken cancellationToken)
    {
        var place = await PlaceAsync(named, cancellationToken);
        using var page = await reader.ReadPageAsync(place - 1, place, "true", cancellationToken);
        if (page.Count == 0)
            throw new JobException($"There is no event at place {place}.");
        var kept = await seals.CoveringAsync(place, cancellationToken)
            ?? throw new JobException($"The event at place {place} is not sealed yet; `audit seal` does it now.");
        var head = under ?? (await seals.NewestAsync(cancellationToken))!.Head;
        if (kept.Seal.Number > head.Number)
            throw new JobException($"The event at place {place} stands under seal {kept.Seal.Number}; that head is of seal {head.Number}, before it.");

        var proof = Make(page.Bytes.ToArray(), kept, await StepsAsync(kept.Seal.Number, head.Number, cancellationToken));
        if (proof is not { Holds: true })
            throw new JobException($"The event at place {place} or its seals are not what was sealed, so nothing can be proved. `audit verify` names what is wrong.");
        return proof.Head.Link == head.Link
            ? ProofFile.Write(proof)
            : throw new JobException($"Seal {head.Number} has another link here than that head: the chain was made anew, or the head is of another store.");
    }

    private static Proof? Make(byte[] row, KeptSeal kept, IReadOnlyList<ProofStep> steps)
    {
        var index = kept.AreLeavesWhole ? Enumerable.Range(0, kept.Seal.Events).FirstOrDefault(i => kept.PlaceAt(i) == new EventRow(row).Place, -1) : -1;
        return index < 0 || steps is [] ? null : new(row, index, MerkleTree.Path(kept.Hashes(), index), steps);
    }

    /// <summary>The seals on the way, each with the links that it hangs on; none where one of them is missing.</summary>
    private async Task<IReadOnlyList<ProofStep>> StepsAsync(long from, long to, CancellationToken cancellationToken)
    {
        var way = Seal.Way(from, to);
        var found = (await seals.FindAsync([.. way.SelectMany(Hung).Distinct()], cancellationToken)).ToDictionary(kept => kept.Seal.Number);
        return way.SelectMany(Hung).All(number => number == 0 || found.ContainsKey(number))
            ? [.. way.Select(number => new ProofStep(found[number].Seal, LinkOf(number - 1), LinkOf(Seal.JumpOf(number))))]
            : [];

        byte[] LinkOf(long number) => number == 0 ? Seal.NoLink : found[number].Link;
    }

    private static IEnumerable<long> Hung(long number) => [number, number - 1, Seal.JumpOf(number)];

    private async Task<long> PlaceAsync(string named, CancellationToken cancellationToken)
    {
        if (long.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
            return place;
        if (!Guid.TryParse(named, out var id))
            throw new JobException($"{named} is neither a place in the order of events nor an event's id.");
        await using var command = database.Source.Command(SelectPlace, P(id));
        return await command.ExecuteScalarAsync(cancellationToken) as long? ?? throw new JobException($"There is no event {id}.");
    }
}
