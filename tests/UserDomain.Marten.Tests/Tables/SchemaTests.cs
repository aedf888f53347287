using global::Marten;
using Npgsql;
using UserDomain.Postgres.Tests;

namespace UserDomain.Marten.Tests.Tables;

/// <summary>Marten's own check of its tables on a database that the migrations made.</summary>
public sealed class SchemaTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.NewAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Marten_finds_nothing_to_change()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var store = new DocumentStore(MartenStore.OptionsFor(source));

        await store.Storage.Database.AssertDatabaseMatchesConfigurationAsync();
    }
}
