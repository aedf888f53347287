using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Postgres.Engines;
using UserDomain.SignIn;

namespace UserDomain.Postgres.Events;

/// <summary>
/// The way of every append into the database: with others that wait at the same moment where it may, else alone. Whatever kept it from
/// being stored with others, it is sent alone then, and that tells its caller what there is to tell: so nobody's conflict or fault is another's.
/// </summary>
internal sealed partial class Appends : IAsyncDisposable
{
    /// <summary>A group that is not answered by then is given up, and each of it tries alone for what is left of its own patience.</summary>
    private static readonly TimeSpan PatienceOfAGroup = TimeSpan.FromSeconds(10);

    private readonly Database database;
    private readonly EngineHold hold;
    private readonly LoneAppend alone;
    private readonly TimeProvider clock;
    private readonly ILogger<Appends> log;
    private readonly GroupCommit together;
    private readonly ConcurrentStack<NpgsqlDataSource> resting;
    private long storedInGroups;

    public Appends(Database database, EngineHold hold, Reconnecting reconnecting, ISecretBox box, TimeProvider clock, ILogger<Appends> log)
    {
        (this.database, this.hold, this.clock, this.log) = (database, hold, clock, log);
        alone = new(database, hold, reconnecting, new AppendBatch(box).WriteAsync, clock);
        (together, resting) = (new(SendAsync, clock), new(database.Appending));
    }

    /// <summary>How many appends were stored by being sent in a group, be it of one.</summary>
    internal long StoredInGroups => Interlocked.Read(ref storedInGroups);

    /// <inheritdoc cref="IEventStore.AppendAsync"/>
    /// <exception cref="OverloadedException">Too many wait already. Nothing was stored.</exception>
    public async ValueTask AppendAsync(Append append, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested(); // a caller who leaves later does not undo what was sent
        var started = clock.GetTimestamp();
        var fate = GroupItem.Of(append) is { } item ? await together.SendAsync(item) : Fate.NotStored;
        if (fate == Fate.Stored)
            Interlocked.Increment(ref storedInGroups);
        else
            await alone.AppendAsync(append, mayBeStored: fate == Fate.Unknown, started);
    }

    /// <summary>Waits until all that was taken is answered.</summary>
    public ValueTask DisposeAsync() => together.DisposeAsync();

    private async Task<Fate[]> SendAsync(IReadOnlyList<GroupItem> group)
    {
        hold.AssertMayAppend();
        using var patience = new CancellationTokenSource(PatienceOfAGroup, clock);
        var fates = new Fate[group.Count];
        Array.Fill(fates, Fate.NotStored);
        resting.TryPop(out var source); // what was sent on last, and has all at hand; there is one for each writer
        try
        {
            await using var connection = await source!.OpenConnectionAsync(patience.Token);
            await using var command = AppendGroup.For(group, connection);
            await using var passed = await command.ExecuteReaderAsync(patience.Token);
            while (await passed.ReadAsync(patience.Token))
                fates[passed.GetInt32(0) - 1] = Fate.Stored;
            await passed.NextResultAsync(patience.Token); // what the commit itself refuses comes after the last row
        }
        catch (PostgresException refused) when (!Reconnecting.IsPassing(refused))
        {
            Array.Fill(fates, Fate.NotStored);
            Refused(group.Count, refused.SqlState);
        }
        finally
        {
            resting.Push(source!);
        }

        return fates;
    }

    [LoggerMessage(1, LogLevel.Warning, "The database refused {Count} appends that were sent together ({State}); each is sent alone.")]
    private partial void Refused(int count, string state);
}
