using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Postgres.Tests.FailureModes;

/// <summary>A database that stays away: it is said so in the end, whatever was asked, and what was not stored is not there.</summary>
public sealed class UnavailableTests
{
    [Fact]
    public async Task A_question_and_an_append_end_as_unavailable_when_patience_does()
    {
        await using var database = await TestDatabase.NewAsync();
        var proxy = new CuttingProxy(database.ConnectionString);
        await using var stores = await TestDatabase.OpenAsync(proxy.ConnectionString, new HurryingClock());
        var ada = await stores.CreateAsync("ada");

        await proxy.DisposeAsync();

        await stores.Invoking(s => s.Views.FindAsync(ada.UserId, default).AsTask()).Should().ThrowAsync<StoreUnavailableException>();
        await stores.Invoking(s => s.AppendAsync(ada, new UserConfigSet("a", "1"))).Should().ThrowAsync<StoreUnavailableException>();
        (await database.AskAsync<long>("select count(*) from mt_events")).Should().Be(1);
    }

    [Fact]
    public async Task An_append_that_is_held_up_for_too_long_is_unavailable_and_stored_nothing()
    {
        await using var database = await TestDatabase.NewAsync();
        await using var patient = await TestDatabase.OpenAsync(database.ConnectionString);
        var ada = await patient.CreateAsync("ada");
        await using var stores = await TestDatabase.OpenAsync(database.ConnectionString, new HurryingClock(seconds: 1, timersToo: true));
        (await stores.ReadAsync(ada.Stream)).Should().ContainSingle("it is connected");
        await using (var holding = await database.ConnectAsync())
        {
            await using var transaction = await holding.BeginTransactionAsync();
            await using (var hold = new Npgsql.NpgsqlCommand($"select from mt_streams where id = '{ada.Stream}' for update", holding))
                await hold.ExecuteNonQueryAsync();

            await stores.Invoking(s => s.AppendAsync(ada, new UserConfigSet("a", "1"))).Should().ThrowAsync<StoreUnavailableException>();
        }

        (await patient.Events.FindVersionAsync(ada.Stream, default)).Should().Be(1);
    }

    /// <summary>Every look at it is so much later; and its timers, where wanted, run a hundred times too fast.</summary>
    private sealed class HurryingClock(int seconds = 30, bool timersToo = false) : TimeProvider
    {
        private long now;

        public override long GetTimestamp() => Interlocked.Add(ref now, seconds * TimestampFrequency);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, timersToo && dueTime > TimeSpan.Zero ? dueTime / 100 : dueTime, period);
    }
}
