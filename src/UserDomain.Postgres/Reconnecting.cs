using Npgsql;
using UserDomain.EventSourcing;

namespace UserDomain.Postgres;

/// <summary>Rides out a database that is restarted or cut off for a while.</summary>
internal sealed class Reconnecting(TimeProvider clock)
{
    /// <summary>A transaction that fell silent, for longer than it was allowed to.</summary>
    private const string GivenUp = "25P03";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>This moment, to count patience from.</summary>
    public long Now => clock.GetTimestamp();

    /// <summary>Whether patience has ended.</summary>
    /// <param name="started">When it began.</param>
    public bool IsOver(long started) => clock.GetElapsedTime(started) > Patience;

    /// <summary>Runs it again until it is answered or patience ends. What runs must be safe to repeat: it is told whether it may have happened before.</summary>
    /// <exception cref="StoreUnavailableException">Patience ended.</exception>
    public Task<T> RunAsync<T>(Func<bool, CancellationToken, Task<T>> run, CancellationToken cancellationToken) =>
        RunAsync(run, isRepeated: false, Now, FirstPause, cancellationToken);

    public Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken) =>
        RunAsync((_, token) => run(token), cancellationToken);

    /// <summary>Runs what was tried once, in vain: at once where the server refused it, which may have been for the sake of others who asked with it; else after a pause.</summary>
    /// <param name="wrong">What came of it.</param>
    /// <param name="started">When patience began.</param>
    /// <exception cref="StoreUnavailableException">Patience ended.</exception>
    public async Task<T> RunAgainAsync<T>(Exception wrong, long started, Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        if (wrong is NpgsqlException lost && IsPassing(lost))
            await PauseAsync(lost, started, FirstPause, cancellationToken);
        return await RunAsync((_, token) => run(token), isRepeated: true, started, FirstPause, cancellationToken);
    }

    private async Task<T> RunAsync<T>(Func<bool, CancellationToken, Task<T>> run, bool isRepeated, long started, TimeSpan pause, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await run(isRepeated, cancellationToken);
            }
            catch (NpgsqlException lost) when (IsPassing(lost))
            {
                await PauseAsync(lost, started, pause, cancellationToken);
            }

            isRepeated = true;
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private Task PauseAsync(NpgsqlException lost, long started, TimeSpan pause, CancellationToken cancellationToken) =>
        IsOver(started) ? throw new StoreUnavailableException(lost) : Task.Delay(pause, clock, cancellationToken);

    /// <summary>
    /// The connection is gone or none was free, there was no answer in time, the server is going or coming, two transactions stood in each other's way, or
    /// one was silent for too long, and nothing came of it.
    /// </summary>
    internal static bool IsPassing(NpgsqlException wrong) => wrong is PostgresException refused
        ? refused.SqlState[..2] is "08" or "53" || refused.SqlState is
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or GivenUp or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
        : true;
}
