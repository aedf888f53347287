using Npgsql;
using UserDomain.EventSourcing;

namespace UserDomain.Postgres;

/// <summary>Rides out a database that is restarted or cut off for a while.</summary>
internal sealed class Reconnecting(TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs it again until it is answered or patience ends. What runs must be safe to repeat: it is told whether it may have happened before.</summary>
    /// <exception cref="StoreUnavailableException">Patience ended.</exception>
    public async Task<T> RunAsync<T>(Func<bool, CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var pause = FirstPause;
        for (var repeated = false; ; repeated = true)
        {
            try
            {
                return await run(repeated, cancellationToken);
            }
            catch (NpgsqlException lost) when (IsPassing(lost))
            {
                if (clock.GetElapsedTime(started) > Patience)
                    throw new StoreUnavailableException(lost);
            }

            await Task.Delay(pause, clock, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    public Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken) =>
        RunAsync((_, token) => run(token), cancellationToken);

    /// <summary>The connection is gone or none was free, there was no answer in time, the server is going or coming, or two transactions stood in each other's way.</summary>
    internal static bool IsPassing(NpgsqlException wrong) => wrong is PostgresException refused
        ? refused.SqlState[..2] is "08" or "53" || refused.SqlState is
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
        : true;
}
