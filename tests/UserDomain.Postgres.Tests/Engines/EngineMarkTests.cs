using UserDomain.Postgres.Engines;
using UserDomain.Postgres.Schema;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Engines;

/// <summary>Which engine has written the last event is known from where each began.</summary>
public sealed class EngineMarkTests : IAsyncLifetime
{
    private const string Marks = "select number || ' ' || engine || ' ' || after_seq_id from userdomain.engine_marks order by number";

    private TestDatabase database = null!;
    private Stores stores = null!;
    private Database opened = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        stores = await database.OpenAsync();
        opened = await Database.OpenAsync(database.ConnectionString, default);
    }

    public async Task DisposeAsync()
    {
        await opened.DisposeAsync();
        await stores.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task The_engine_that_has_written_last_is_described_not_the_one_that_has_only_been_there()
    {
        (await DescribedAsync()).Should().BeNull();
        await using (await HeldAsync(Engine.Postgres))
            await stores.CreateAsync("ada");
        (await DescribedAsync())!.Should().Match<EngineDescription>(engine => engine.Name == Engine.Postgres && engine.AfterPlace == 0);

        await using (await HeldAsync(Engine.Marten))
            (await DescribedAsync())!.Name.Should().Be(Engine.Postgres, "marten has written nothing yet");
        await using (await HeldAsync(Engine.Postgres))
            await stores.CreateAsync("bob");
        await using (await HeldAsync(Engine.Marten))
            await stores.CreateAsync("eve");

        (await DescribedAsync())!.Should().Match<EngineDescription>(engine => engine.Name == Engine.Marten && engine.AfterPlace == 2);
        (await database.ListAsync(Marks)).Should().Equal("1 postgres 0", "2 marten 1", "3 postgres 1", "4 marten 2");
    }

    [Fact]
    public async Task Who_starts_again_with_the_same_engine_makes_no_mark()
    {
        for (var i = 0; i < 3; i++)
        {
            await using (await HeldAsync(Engine.Postgres))
                await stores.CreateAsync($"user {i}");
        }

        (await database.ListAsync(Marks)).Should().Equal("1 postgres 0");
    }

    [Fact]
    public async Task What_was_written_before_there_were_marks_is_of_the_engine_that_there_was_and_is_taken_as_it_is()
    {
        await stores.CreateAsync("ada");
        await ForeignEvents.AddAsync(database);
        await database.ExecuteAsync("""
            drop table userdomain.engine_marks; drop function userdomain.hold_engine; alter table userdomain.installation drop column adopted_up_to;
            delete from userdomain.schema_steps where step >= 8
            """);

        await Database.MigrateAsync(database.ConnectionString, default);

        (await database.ListAsync(Marks)).Should().Equal("1 postgres 0");
        await OtherPrograms.AssertNoneAsync(database.ConnectionString, default);
    }

    private async Task<EngineHold> HeldAsync(string engine)
    {
        var hold = new EngineHold(opened, engine, TimeProvider.System);
        await hold.TakeAsync(EngineHold.Host, default);
        return hold;
    }

    private async Task<EngineDescription?> DescribedAsync() => (await DatabaseDescription.ReadAsync(database.ConnectionString, default)).Engine;
}
