using Npgsql;

namespace UserDomain.Postgres.Projections;

/// <summary>Gives a table that was filled without indexes those of the one served.</summary>
internal sealed class IndexBuild(RebuildSession session, NextTable next)
{
    /// <summary>A unique one may have to wait: at one place in the order of events two rows can want what only one may have. Then more events are taken in first.</summary>
    public async Task RunAsync(CatchUp made, CancellationToken cancellationToken)
    {
        foreach (var index in await next.IndexesAsync(cancellationToken))
        {
            while (!await TryAsync(index, cancellationToken))
            {
                if (index.IsPrimary || !await made.FurtherAsync(cancellationToken))
                {
                    throw new JobException(
                        $"Two documents of {session.Name} want what only one may have, and no later event settles it: {index.Statement}. Nothing was changed.");
                }
            }
        }

        await session.ExecuteAsync($"analyze {session.Next.Name}", cancellationToken);
    }

    private async Task<bool> TryAsync(IndexToMake index, CancellationToken cancellationToken)
    {
        try
        {
            await session.ExecuteAsync(index.Statement, cancellationToken);
            return true;
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation && index.IsUnique)
        {
            return false;
        }
    }
}
