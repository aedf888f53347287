using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Projections;

/// <summary>The steps of one view's rebuild, in the order in which they are taken.</summary>
/// <param name="skipped">Places of events that somebody has said are to be passed over.</param>
internal sealed class ViewRebuild(OrderedReader reader, RebuildSession session, IReadOnlySet<long> skipped, TimeProvider clock) : IAsyncDisposable
{
    private const long ComparedBehind = 100_000;

    private readonly NextTable next = new(session);
    private readonly BulkCopy copy = new(session, clock);

    /// <summary>What the events are given to.</summary>
    public StreamFold Fold => field ??= new(session.Projection, skipped, copy);

    /// <summary>Makes the table that is filled.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) => next.MakeAsync(cancellationToken);

    /// <summary>Whether a table made anew waits to be served.</summary>
    public async Task<bool> IsMadeAsync(CancellationToken cancellationToken) => await next.PlaceAsync(RebuildSession.NextSchema, cancellationToken) is not null;

    /// <summary>Makes the table fit to be served once it is filled, compares and serves it.</summary>
    /// <param name="reached">The place up to which it is filled.</param>
    public async Task<RebuildOutcome> FinishAsync(long reached, int limit, bool serve, CancellationToken cancellationToken)
    {
        try
        {
            if (Fold.Failure is { } failure)
                throw new JobException($"{failure} Nothing was changed.");
            var made = new CatchUp(reader, session, session.Next, skipped, reached);
            await new IndexBuild(session, next).RunAsync(made, cancellationToken);
            await next.NoteAsync(made.Place, cancellationToken);
            return await CompareAsync(made, limit, serve, cancellationToken) with { Rows = Fold.Rows };
        }
        catch (JobException wrong)
        {
            return new(session.Name, 0, reached, null, false, 0, wrong.Message);
        }
    }

    /// <summary>The same for one that was made some time ago.</summary>
    public async Task<RebuildOutcome> CompareAsync(int limit, bool serve, CancellationToken cancellationToken)
    {
        await next.MustBeShapedAsServedAsync(session.Next, cancellationToken);
        var place = await next.PlaceAsync(RebuildSession.NextSchema, cancellationToken);
        return await CompareAsync(new(reader, session, session.Next, skipped, place!.Value), limit, serve, cancellationToken);
    }

    public async Task<RebuildOutcome> RollbackAsync(CancellationToken cancellationToken)
    {
        if (await next.PlaceAsync(RebuildSession.PreviousSchema, cancellationToken) is not { } place)
            throw new JobException($"There is no earlier {session.Name} to go back to: it was never switched.");
        await next.MustBeShapedAsServedAsync(session.Previous, cancellationToken);
        var made = new CatchUp(reader, session, session.Previous, skipped, place);
        var switching = new SwitchOver(session, next, made, null, clock);
        return Outcome(await switching.RunAsync(0, switching.ServePreviousAsync, cancellationToken), made, true);
    }

    public async ValueTask DisposeAsync()
    {
        await copy.DisposeAsync();
        await session.DisposeAsync();
    }

    private async Task<RebuildOutcome> CompareAsync(CatchUp made, int limit, bool serve, CancellationToken cancellationToken)
    {
        await made.NearlyAsync(cancellationToken);
        var differences = await CompareAsync(made, cancellationToken);
        var switching = new SwitchOver(session, next, made, differences, clock);
        return Outcome(await switching.RunAsync(limit, serve ? switching.ServeNextAsync : null, cancellationToken), made, serve);
    }

    /// <summary>Rows that the one served had yet to be given while all were compared are looked at again later.</summary>
    private async Task<Differences?> CompareAsync(CatchUp made, CancellationToken cancellationToken)
    {
        var gate = new ViewGate(session);
        await gate.WaitForAsync(made.Place, clock, cancellationToken);
        var behind = await gate.BehindAsync(made.Place, cancellationToken);
        if (behind > ComparedBehind)
            return null;
        var differences = new Differences(session, made);
        await differences.CompareAsync(cancellationToken);
        if (behind > 0)
            differences.LookAgainAt(await made.FoldedSinceAsync(made.Place - behind, cancellationToken));
        return differences;
    }

    private RebuildOutcome Outcome(Settled settled, CatchUp made, bool served) =>
        new(session.Name, 0, made.Place, settled.Differences, served, settled.HeldUp.TotalMilliseconds);
}
