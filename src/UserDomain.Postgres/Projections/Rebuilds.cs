using UserDomain.Postgres.Events;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Projections;

/// <summary>
/// Makes views anew from the events while they are served and written to, says how they differ, and puts the new tables in place. Whatever
/// it is broken off by, the views served are the old ones or the new ones, whole; what was left half done goes with the next rebuild.
/// </summary>
public sealed class Rebuilds
{
    private readonly OrderedReader reader;
    private readonly SkippedEvents skippedEvents;
    private readonly TimeProvider clock;
    private readonly string owner;

    /// <param name="ownerConnectionString">Of the owner, who may change tables.</param>
    public Rebuilds(Database database, string ownerConnectionString, TimeProvider clock)
    {
        var reconnecting = new Reconnecting(clock);
        (reader, skippedEvents) = (new(database, reconnecting, new(database, reconnecting, clock)), new(database, reconnecting));
        (this.clock, owner) = (clock, ownerConnectionString);
    }

    public static IReadOnlyList<string> Names => [.. ViewTables.All.Select(projection => projection.Name)];

    /// <summary>The last place that was reached: about as many events are read.</summary>
    public Task<long> ReachedAsync(CancellationToken cancellationToken) => reader.ReachedAsync(0, cancellationToken);

    /// <summary>Makes views anew, all over one reading of the events. One that cannot be folded is left as it was; the others are not.</summary>
    /// <param name="limit">How many differences are given with what they hold.</param>
    /// <param name="serve">Whether the new ones are put in place; else they wait for <see cref="SwitchAsync"/>.</param>
    /// <param name="progress">How many events were read.</param>
    /// <exception cref="BusyException">One of them is in other hands.</exception>
    /// <exception cref="JobException">Nothing could be done.</exception>
    public async Task<IReadOnlyList<RebuildOutcome>> RebuildAsync(
        IReadOnlyList<string> names, int limit, bool serve, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var works = new List<ViewRebuild>();
        try
        {
            foreach (var name in names)
                works.Add(await OpenAsync(name, cancellationToken));
            foreach (var work in works)
                await work.BeginAsync(cancellationToken);
            var reached = await reader.ReachedAsync(0, cancellationToken);
            await new BulkFold(reader).RunAsync([.. works.Select(work => work.Fold)], reached, progress, cancellationToken);

            var outcomes = new List<RebuildOutcome>();
            foreach (var work in works)
                outcomes.Add(await work.FinishAsync(reached, limit, serve, cancellationToken));
            return outcomes;
        }
        finally
        {
            foreach (var work in works)
                await work.DisposeAsync();
        }
    }

    /// <summary>How a view differs from what the events say. Where no table made anew waits for a switch, one is made, and waits from then on.</summary>
    public async Task<RebuildOutcome> DiffAsync(string name, int limit, IProgress<long> progress, CancellationToken cancellationToken)
    {
        await using (var work = await OpenAsync(name, cancellationToken))
        {
            if (await work.IsMadeAsync(cancellationToken))
                return await work.CompareAsync(limit, serve: false, cancellationToken);
        }

        return (await RebuildAsync([name], limit, serve: false, progress, cancellationToken))[0];
    }

    /// <summary>Puts a table in place that a rebuild has made and not put there.</summary>
    /// <exception cref="JobException">There is none.</exception>
    public async Task<RebuildOutcome> SwitchAsync(string name, int limit, CancellationToken cancellationToken)
    {
        await using var work = await OpenAsync(name, cancellationToken);
        return await work.IsMadeAsync(cancellationToken)
            ? await work.CompareAsync(limit, serve: true, cancellationToken)
            : throw new JobException($"There is nothing to switch {name} to. 'projections rebuild {name} --no-switch' makes it.");
    }

    /// <summary>Puts the table back that was served before the last switch, brought up to date; the present one is kept in its place.</summary>
    /// <exception cref="JobException">There is none, or it is shaped otherwise.</exception>
    public async Task<RebuildOutcome> RollbackAsync(string name, CancellationToken cancellationToken)
    {
        await using var work = await OpenAsync(name, cancellationToken);
        return await work.RollbackAsync(cancellationToken);
    }

    private async Task<ViewRebuild> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var projection = ViewTables.Find(name) ?? throw new JobException($"There is no view '{name}'. There are {string.Join(", ", Names)}.");
        var skipped = await skippedEvents.ReadAsync(name, cancellationToken);
        return new(reader, await RebuildSession.OpenAsync(owner, projection, cancellationToken), skipped, clock);
    }
}
