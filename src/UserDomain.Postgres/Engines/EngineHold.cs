using System.Data;
using Npgsql;
using UserDomain.EventSourcing;

namespace UserDomain.Postgres.Engines;

/// <summary>
/// This process's hold on the database for its engine, shared with others of the same engine and with none of another. It is a lock of a session of its own,
/// so it ends with the process, whatever ends that. A hold that was lost is taken again; what is written meanwhile is gated by its stream's row, as
/// every append of any engine is. A process that is found beside another engine sends no append any more.
/// </summary>
public sealed class EngineHold(Database database, string engine, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>What holds: a host.</summary>
    public const string Host = "host";

    /// <summary>What holds: a verb, for as long as it works.</summary>
    public const string Verb = "verb";

    /// <summary>A host whose machine is gone is given up by the server after 4 s.</summary>
    private const string Options = "-c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=2 -c tcp_user_timeout=4000";

    /// <summary>And after that time, in seconds, this process looks whether the server has given it up.</summary>
    private const int KeepAlive = 2;

    private const string Hold = "select engine, holder from userdomain.hold_engine($1)";
    private const string LetGo = "select pg_advisory_unlock_all()";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim turn = new(1);
    private NpgsqlConnection? session;
    private volatile PostgresSetupException? refused;

    /// <summary>For whoever sends an append, each time.</summary>
    /// <exception cref="StoreUnavailableException">Another engine was found to have the database, when hold was last asked for.</exception>
    public void AssertMayAppend()
    {
        if (refused is { } other)
            throw new StoreUnavailableException(other);
    }

    /// <summary>Takes hold, and notes in the database which engine writes from now on. Where it is held already, nothing is done; where it was lost, it is taken again.</summary>
    /// <param name="holder">What this process is, for those who find it in their way.</param>
    /// <exception cref="PostgresSetupException">Another engine's host, or verb, is alive. Nothing was changed.</exception>
    public async Task TakeAsync(string holder, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (session is { State: not ConnectionState.Open } lost)
            {
                session = null;
                await lost.DisposeAsync();
            }

            session ??= await OpenAsync(holder, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>For a host. Learns at once when the session is lost, and takes hold again for as long as that takes. It ends only by an exception.</summary>
    /// <exception cref="PostgresSetupException">Another engine has the database now: this process must write no more.</exception>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await TakeAgainAsync(cancellationToken);
            var held = session!;
            await UntilLostAsync(held, cancellationToken);
            await held.DisposeAsync(); // so that it is taken anew
        }
    }

    /// <summary>The lock is given back before the session ends, which the server does in its own time: whoever comes next must not find it held.</summary>
    public async ValueTask DisposeAsync()
    {
        turn.Dispose();
        if (Interlocked.Exchange(ref session, null) is not { } held)
            return;
        try
        {
            await using var letGo = new NpgsqlCommand(LetGo, held) { CommandTimeout = 5 };
            await letGo.ExecuteNonQueryAsync();
        }
        catch (Exception lost) when (lost is NpgsqlException or InvalidOperationException)
        {
            // it went with the session
        }

        await held.DisposeAsync();
    }

    private async Task TakeAgainAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await TakeAsync(Host, cancellationToken);
                return;
            }
            catch (Exception wrong) when (wrong is not PostgresSetupException && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Pause, clock, cancellationToken); // while the database does not answer
            }
        }
    }

    private static async Task UntilLostAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
                await session.WaitAsync(cancellationToken); // it hears nothing but the end
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(string holder, CancellationToken cancellationToken)
    {
        var opened = await database.OpenSessionAsync($"{holder} {engine}", Options, cancellationToken, KeepAlive);
        try
        {
            await using var hold = opened.Command(Hold, P(engine));
            await using var other = await hold.ExecuteReaderAsync(cancellationToken);
            refused = !await other.ReadAsync(cancellationToken) ? null : new(
                $"The engine '{other.GetString(0)}' is at work on this database ({other.GetString(1)}), and '{engine}' must not write beside it: stop that, or let USERDOMAIN_ENGINE be {other.GetString(0)}.");
            return refused is null ? opened : throw refused;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }
}
