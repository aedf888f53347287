using UserDomain.Specs;
using UserDomain.Postgres.Embedded;

namespace UserDomain.Postgres.Tests.Embedded;

/// <summary>Starting, stopping, dying and being found again.</summary>
public sealed class LifeTests
{
    private readonly string data = TestFolder.New();

    [Fact]
    public async Task A_second_start_finds_what_the_first_wrote()
    {
        await using (var first = await Servers.StartAsync(data))
            await first.WriteAsync();
        ServerProcess.AllOf(Servers.Folder(data)).Should().BeEmpty("disposing stops the server");
        await using var second = await Servers.StartAsync(data);
        await second.MustHaveWhatWasWrittenAsync();
    }

    [Fact]
    public async Task A_killed_server_is_started_again_with_all_it_acknowledged()
    {
        await using var server = await Servers.StartAsync(data);
        await server.WriteAsync();
        var killed = Servers.Postmaster(data);
        killed.Send(LibC.Kill);
        await Eventually.HoldsAsync(async () => !killed.IsAlive && await server.AnswersAsync(), "it is supervised");
        await server.MustHaveWhatWasWrittenAsync();
        Servers.Postmaster(data).Should().NotBe(killed);
    }

    [Fact]
    public async Task A_server_killed_twice_is_started_twice()
    {
        await using var server = await Servers.StartAsync(data);
        foreach (var killed in new[] { Servers.Postmaster(data), default })
        {
            var victim = killed ?? Servers.Postmaster(data);
            victim.Send(LibC.Kill);
            await Eventually.HoldsAsync(async () => !victim.IsAlive && await server.AnswersAsync(), "each death counts");
        }
    }

    [Fact]
    public async Task A_backend_that_goes_on_without_its_postmaster_does_not_stop_the_next()
    {
        await using var server = await Servers.StartAsync(data);
        var busy = FluentActions.Awaiting(() => server.AskAsync("select count(*) from generate_series(1, 10000000000000)"));
        var cutOff = busy.Should().ThrowAsync<Exception>();
        const string Busy = "select count(*) > 0 from pg_stat_activity where query like '%generate_series(1,%' and pid <> pg_backend_pid()";
        await Eventually.HoldsAsync(async () => (bool)(await server.AskAsSuperuserAsync(Busy))!, "it counts for hours");
        var killed = Servers.Postmaster(data);
        killed.Send(LibC.Kill);
        await Eventually.HoldsAsync(async () => !killed.IsAlive && await server.AnswersAsync(), "what is left is cleared away");
        await cutOff;
    }

    [Fact]
    public async Task A_server_whose_socket_was_cleaned_away_is_started_again()
    {
        await using var server = await Servers.StartAsync(data);
        Directory.Delete(SocketFolder.Of(Servers.Folder(data)), recursive: true);
        await Eventually.HoldsAsync(server.AnswersAsync, "nobody could reach it");
    }

    [Fact]
    public async Task The_server_of_a_killed_host_is_adopted()
    {
        using var host = await ChildHost.StartAsync(data);
        await using (var joined = await EmbeddedPostgres.JoinAsync(data, default))
            await joined.WriteAsync();
        var postmaster = Servers.Postmaster(data);
        await host.KillAsync();
        postmaster.IsAlive.Should().BeTrue("it has a session of its own");

        await using (var next = await Servers.StartAsync(data))
        {
            Servers.Postmaster(data).Should().Be(postmaster);
            await next.MustHaveWhatWasWrittenAsync();
        }
        postmaster.IsAlive.Should().BeFalse("who adopts it stops it");
    }

    [Fact]
    public async Task A_server_that_died_after_its_host_is_started_again()
    {
        using var host = await ChildHost.StartAsync(data);
        await using (var joined = await EmbeddedPostgres.JoinAsync(data, default))
            await joined.WriteAsync();
        await host.KillAsync();
        Servers.Postmaster(data).Send(LibC.Kill);
        await using var next = await Servers.StartAsync(data);
        await next.MustHaveWhatWasWrittenAsync();
    }

    [Fact]
    public async Task A_process_id_that_was_given_to_a_stranger_since_does_not_stop_the_start()
    {
        await using (await Servers.StartAsync(data))
        {
        }
        // The same user's, or PostgreSQL sees by itself that it cannot be its own.
        var other = TestFolder.New();
        await using var stranger = await Servers.StartAsync(other);
        var folder = Servers.Folder(data);
        var note = Path.Combine(folder.Cluster, "postmaster.pid");
        await File.WriteAllTextAsync(note, $"{Servers.Postmaster(other).Id}\n{folder.Cluster}\n1\n5432\n");
        await using var server = await Servers.StartAsync(data);
        (await server.AnswersAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task Only_the_newest_logs_are_kept()
    {
        await using (await Servers.StartAsync(data))
        {
        }
        var folder = Servers.Folder(data);
        foreach (var day in Enumerable.Range(10, 20))
            await File.WriteAllTextAsync(Path.Combine(folder.Logs, $"postgresql-202001{day}-000000.log"), "old");
        await using var server = await Servers.StartAsync(data);
        Directory.EnumerateFiles(folder.Logs).Should().HaveCountLessThan(13);
    }
}
