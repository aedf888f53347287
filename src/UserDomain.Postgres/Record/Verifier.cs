using System.Security.Cryptography;
using System.Text;
using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Record;

/// <summary>
/// Recomputes the whole record from its events, and holds it against the seals. It writes nothing, holds a page at a time, and may run
/// beside writers: it looks at what was reached and sealed when it began.
/// </summary>
public sealed class Verifier(Database database, TimeProvider clock)
{
    private readonly Fence fence = new(database, new(clock), clock);
    private readonly RawReader reader = new(database, new(clock));
    private readonly Seals seals = new(database.Source);

    /// <summary>The last place that was drawn: where progress ends.</summary>
    public Task<long> ReachedAsync(CancellationToken cancellationToken) => fence.ReachedAsync(0, cancellationToken);

    /// <param name="kept">A head from before, kept elsewhere: it tells of a chain that was cut or made anew.</param>
    /// <param name="progress">Told the place that it is at.</param>
    public async Task<Verified> RunAsync(Head? kept, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var newest = (await seals.NewestAsync(cancellationToken))?.Seal;
        var reached = Math.Max(await fence.ReachedAsync(0, cancellationToken), newest?.Last ?? 0);
        var findings = new Findings();
        var chain = new ChainWalk(findings, kept);
        var held = newest is null ? 0 : await HoldAsync(newest, chain, findings, progress, cancellationToken);
        chain.End();

        var order = new StreamOrder(database.Source);
        await order.CheckAsync(findings, cancellationToken);
        var unsealed = await order.CountAsync(newest?.Last ?? 0, reached, cancellationToken);
        return new(held, unsealed, chain.Count, chain.Head, findings.Count, findings.First);
    }

    /// <summary>Goes along seals and events together. How many events stand as they were sealed.</summary>
    private async Task<long> HoldAsync(Seal newest, ChainWalk chain, Findings findings, IProgress<long> progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var events = new EventCursor(reader.ReadAsync(long.MinValue, newest.Last, cancellationToken: cancellationToken), cancellationToken);
        await events.NextAsync();
        var held = 0L;
        await foreach (var kept in seals.ReadAsync(newest.Number, cancellationToken))
        {
            var whole = chain.Take(kept);
            while (chain.IsAfterGap && events.Place < kept.Seal.First)
                await events.NextAsync(); // under a seal that is missing
            held += whole ? await HoldAsync(kept, events, hash, findings) : await PassAsync(kept, events);
            progress.Report(kept.Seal.Last);
        }

        return held;
    }

    private static async ValueTask<long> HoldAsync(KeptSeal kept, EventCursor events, IncrementalHash hash, Findings findings)
    {
        var (held, leaf) = (0L, new byte[MerkleTree.HashLength]);
        for (var index = 0; index < kept.Seal.Events; index++)
        {
            var place = kept.PlaceAt(index);
            for (; events.Place < place; await events.NextAsync())
                findings.Add(Of(events.Row.Span, kept, "was put in: the seal does not have it."));
            if (events.Place > place)
            {
                findings.Add(new(place, null, null, null, kept.Seal.Number, $"The event at place {place} is gone: seal {kept.Seal.Number} has it."));
                continue;
            }

            MerkleTree.Leaf(hash, events.Row.Span, leaf);
            if (kept.HashAt(index).SequenceEqual(leaf))
                held++;
            else
                findings.Add(Of(events.Row.Span, kept, "is not what was sealed there: it was edited, or put in another's place."));
            await events.NextAsync();
        }

        for (; events.Place <= kept.Seal.Last; await events.NextAsync())
            findings.Add(Of(events.Row.Span, kept, "was put in: the seal does not have it."));
        return held;
    }

    /// <summary>Events that nothing can be held against, as their seal is damaged.</summary>
    private static async ValueTask<long> PassAsync(KeptSeal kept, EventCursor events)
    {
        while (events.Place <= kept.Seal.Last)
            await events.NextAsync();
        return 0;
    }

    private static Finding Of(ReadOnlySpan<byte> row, KeptSeal kept, string what)
    {
        var found = new EventRow(row);
        return new(found.Place, Encoding.UTF8.GetString(found.Stream), found.Version, found.Id, kept.Seal.Number, what);
    }
}
