using UserDomain.Postgres.Embedded;

namespace UserDomain.Postgres.Tests.Embedded;

/// <summary>One owner for each data directory; commands beside it join.</summary>
public sealed class OwnershipTests
{
    private readonly string data = TestFolder.New();

    [Fact]
    public async Task A_second_owner_is_refused_with_the_name_of_the_directory()
    {
        await using var owner = await Servers.StartAsync(data);
        await MustRefuseAsync(data, $"*'{data}'*");
        await owner.WriteAsync();
    }

    [Fact]
    public async Task A_second_owner_by_another_name_of_the_directory_is_refused()
    {
        await using var owner = await Servers.StartAsync(data);
        File.CreateSymbolicLink(data + "-too", data);
        await MustRefuseAsync(data + "-too", $"*'{data}'*");
    }

    [Fact]
    public async Task A_host_in_another_process_owns_as_much_until_it_stops()
    {
        using var host = await ChildHost.StartAsync(data);
        await using (await EmbeddedPostgres.JoinAsync(data, default))
            await MustRefuseAsync(data, $"*'{data}'*");
        await host.StopAsync();
        await using var next = await Servers.StartAsync(data);
    }

    [Fact]
    public async Task A_joined_server_outlives_who_joined_it()
    {
        await using var owner = await Servers.StartAsync(data);
        await using (var joined = await EmbeddedPostgres.JoinAsync(data, default))
        {
            joined.ConnectionString.Should().Be(owner.ConnectionString);
            await joined.WriteAsync();
        }
        await owner.MustHaveWhatWasWrittenAsync();
    }

    [Fact]
    public async Task Joining_founds_nothing()
    {
        await FluentActions.Awaiting(() => EmbeddedPostgres.JoinAsync(data, default)).Should().ThrowAsync<EmbeddedPostgresException>().WithMessage("There is no installation in*");
        Directory.Exists(data).Should().BeFalse();
    }

    [Fact]
    public async Task Joining_where_nobody_runs_starts_a_server_and_stops_it()
    {
        await (await Servers.StartAsync(data)).DisposeAsync();
        await using (var alone = await EmbeddedPostgres.JoinAsync(data, default))
            await alone.WriteAsync();
        ServerProcess.AllOf(Servers.Folder(data)).Should().BeEmpty();
        await using var later = await Servers.StartAsync(data);
        await later.MustHaveWhatWasWrittenAsync();
    }

    [Fact]
    public async Task Joining_waits_for_an_owner_that_is_still_starting()
    {
        var starting = Servers.StartAsync(data);
        await using var joined = await EmbeddedPostgres.JoinAsync(data, default);
        await using var owner = await starting;
        (await joined.AnswersAsync()).Should().BeTrue();
    }

    private static async Task MustRefuseAsync(string data, string sentence) =>
        (await FluentActions.Awaiting(() => Servers.StartAsync(data)).Should().ThrowAsync<EmbeddedPostgresException>()).WithMessage(sentence);
}
