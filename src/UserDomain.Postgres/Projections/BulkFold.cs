using UserDomain.EventSourcing;
using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Projections;

/// <summary>Reads all events up to a place once, stream by stream, for every view that is rebuilt.</summary>
internal sealed class BulkFold(OrderedReader reader)
{
    /// <param name="upTo">A place that was reached.</param>
    /// <param name="views">Each says afterwards whether it could be folded.</param>
    /// <exception cref="JobException">A stream's events do not count up by one.</exception>
    public async Task RunAsync(IReadOnlyList<StreamFold> views, long upTo, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var (stream, version, done) = ("", 0L, 0L);
        await foreach (var page in reader.ReadStreamsAsync(upTo, cancellationToken))
        {
            foreach (var stored in page)
            {
                if (stored.Stream != stream)
                {
                    await EndStreamAsync(views, cancellationToken);
                    (stream, version) = (stored.Stream, 0);
                }

                MustFollow(stored, ++version);
                await FoldAsync(views, stored, cancellationToken);
            }

            foreach (var view in views)
                await view.PauseAsync(cancellationToken);
            progress.Report(done += page.Count);
            if (views.All(view => view.Failure is not null))
                return;
        }

        await EndStreamAsync(views, cancellationToken);
        foreach (var view in views)
            await view.EndAsync(cancellationToken);
    }

    private static async ValueTask FoldAsync(IReadOnlyList<StreamFold> views, StoredEvent stored, CancellationToken cancellationToken)
    {
        Sequenced? read = null;
        foreach (var view in views)
        {
            if (view.Failure is not null || view.Skips(stored))
                continue;
            try
            {
                read ??= stored.Read();
            }
            catch (Exception wrong) when (wrong is not OperationCanceledException)
            {
                view.Fail(new(stored, wrong));
                continue;
            }

            await view.FoldAsync(stored, read, cancellationToken);
        }
    }

    private static async ValueTask EndStreamAsync(IReadOnlyList<StreamFold> views, CancellationToken cancellationToken)
    {
        foreach (var view in views)
        {
            if (view.Failure is null)
                await view.EndStreamAsync(cancellationToken);
        }
    }

    private static void MustFollow(StoredEvent stored, long version)
    {
        if (stored.Version != version)
            throw new JobException($"{new BrokenStreamException(new(stored.Stream), version, stored.Version).Message} Nothing was changed; 'audit verify' says more.");
    }
}
