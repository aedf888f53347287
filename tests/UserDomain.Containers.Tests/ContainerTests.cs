using UserDomain.Postgres.Schema;
using UserDomain.Postgres.Tests;
using UserDomain.Postgres.Tests.Contracts;

namespace UserDomain.Containers.Tests;

/// <summary>What runs here is all that there is to run, and on the version that was asked for.</summary>
public sealed class ContainerTests
{
    [Fact]
    public void Every_contract_is_run_here()
    {
        var kept = typeof(PostgresEventStoreContract).Assembly.GetTypes().Where(type => type.Namespace == typeof(PostgresEventStoreContract).Namespace && type.Name.EndsWith("Contract", StringComparison.Ordinal));

        typeof(ContainerTests).Assembly.GetTypes().Select(type => type.BaseType).Should().Contain(kept);
    }

    [Fact]
    public async Task The_server_is_of_the_version_that_its_image_names()
    {
        await using var database = await TestDatabase.NewAsync();

        $"postgres:{await database.AskAsync<string>("select current_setting('server_version_num')::int / 10000 || ''")}".Should().Be(Container.Image);
    }

    [Fact]
    public async Task The_schema_is_there_as_this_release_makes_it()
    {
        await using var database = await TestDatabase.NewAsync();

        (await SchemaCheck.RunAsync(database.ConnectionString, default)).Should().BeEmpty();
    }
}
