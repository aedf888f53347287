using global::Marten;
using JasperFx;
using Npgsql;
using UserDomain.Postgres.Schema;
using UserDomain.Postgres.Tests;
using Weasel.Core;
using Weasel.Postgresql.Functions;

namespace UserDomain.Marten.Tests.Tables;

/// <summary>Marten's own check of a database that the migrations made.</summary>
public sealed class SchemaTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private NpgsqlDataSource source = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        source = new NpgsqlDataSourceBuilder(database.ConnectionString).Build();
    }

    public async Task DisposeAsync()
    {
        await source.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>Functions are for what nobody does here, as its quick mode and patches; nothing fits nowhere for its daemon.</summary>
    [Fact]
    public async Task In_tables_and_all_that_belongs_to_them_marten_finds_nothing_to_change()
    {
        await using var store = new DocumentStore(MartenStore.OptionsFor(source));
        await using var connection = await source.OpenConnectionAsync();
        var kept = store.Storage.Database.AllObjects().Where(one => one is not Function && one.Identifier.Name != "mt_doc_deadletterevent").ToArray();

        var found = await SchemaMigration.DetermineAsync(connection, kept);

        kept.Select(one => one.Identifier.Name).Should().Contain(["mt_events", "mt_streams", "mt_events_sequence", "mt_doc_user_info", "mt_doc_user_activity"]);
        found.Difference.Should().Be(SchemaPatchDifference.None);
    }

    [Fact]
    public async Task Once_marten_has_made_its_functions_its_whole_check_is_clean_and_so_is_ours()
    {
        var options = MartenStore.OptionsFor(source);
        options.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
        await using (var making = new DocumentStore(options))
            await making.Storage.ApplyAllConfiguredChangesToDatabaseAsync();

        await using var store = new DocumentStore(MartenStore.OptionsFor(source));
        await store.Storage.Database.AssertDatabaseMatchesConfigurationAsync();

        (await SchemaCheck.RunAsync(database.ConnectionString, default)).Should().BeEmpty();
    }
}
