using UserDomain.Specs;
using UserDomain.Postgres.Embedded;

namespace UserDomain.Postgres.Tests.Embedded;

/// <summary>First starts that were cut off, find something in their way, or cannot be.</summary>
public sealed class FirstStartTests
{
    private readonly string data = TestFolder.New();

    [Fact]
    public async Task A_start_that_was_cut_off_while_the_cluster_was_made_is_done_again()
    {
        using var cut = new CancellationTokenSource();
        var start = Servers.StartAsync(data, cut.Token);
        await Eventually.HoldsAsync(InitDbIsAtWork, "a cluster is made at the first start");
        await cut.CancelAsync();
        await FluentActions.Awaiting(() => start).Should().ThrowAsync<OperationCanceledException>();
        Directory.Exists(Servers.Folder(data).Cluster).Should().BeFalse();

        await MustStartAsync();
        Unfinished().Should().BeEmpty();
    }

    [Fact]
    public async Task A_host_killed_while_the_cluster_was_made_leaves_nothing_in_the_way()
    {
        using var host = ChildHost.Start(data);
        await Eventually.HoldsAsync(InitDbIsAtWork, "a cluster is made at the first start");
        await host.KillAsync();
        await MustStartAsync();
        await MustStartAsync();
        Unfinished().Should().BeEmpty();
    }

    [Fact]
    public async Task A_start_that_was_cut_off_before_the_database_was_made_is_done_again()
    {
        await using (var first = await Servers.StartAsync(data))
        {
            await first.AskAsSuperuserAsync("drop database userdomain");
            await first.AskAsSuperuserAsync("alter role userdomain_owner nologin nocreaterole");
        }
        await MustStartAsync();
    }

    [Fact]
    public async Task What_lies_beside_the_servers_folder_is_left_alone()
    {
        var key = Path.Combine(Directory.CreateDirectory(Path.Combine(data, "keys")).FullName, "key");
        await File.WriteAllTextAsync(key, "kept");
        await MustStartAsync();
        (await File.ReadAllTextAsync(key)).Should().Be("kept");
    }

    [Fact]
    public async Task A_folder_of_somebody_elses_is_refused_and_left_alone()
    {
        var theirs = Path.Combine(Directory.CreateDirectory(Path.Combine(data, "postgres")).FullName, "theirs");
        await File.WriteAllTextAsync(theirs, "kept");
        await MustRefuseAsync("*holds something else*");
        Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(theirs)!).Should().Equal(theirs);
    }

    [Fact]
    public async Task A_file_in_place_of_the_directory_is_refused()
    {
        await File.WriteAllTextAsync(data, "");
        await MustRefuseAsync($"*'{data}' cannot be used*");
    }

    [Fact]
    public async Task A_cluster_of_another_major_version_is_refused_with_both_versions()
    {
        await MustStartAsync();
        await File.WriteAllTextAsync(Path.Combine(Servers.Folder(data).Cluster, "PG_VERSION"), "9\n");
        await MustRefuseAsync("*made by PostgreSQL 9*found: 1*");
    }

    [Fact]
    public async Task A_cluster_without_its_password_is_refused()
    {
        await MustStartAsync();
        File.Delete(Servers.Folder(data).Password);
        await MustRefuseAsync("*password file*is missing*");
    }

    [Fact]
    public async Task A_password_that_is_not_the_clusters_is_refused()
    {
        await MustStartAsync();
        await File.WriteAllTextAsync(Servers.Folder(data).Password, "another");
        await MustRefuseAsync("*does not take the password*");
        ServerProcess.AllOf(Servers.Folder(data)).Should().BeEmpty();
    }

    [Fact]
    public async Task No_server_programs_are_answered_with_what_to_install() =>
        (await FluentActions.Awaiting(() => ServerPrograms.FindAsync([Path.GetTempPath()], null, "", default))
            .Should().ThrowAsync<EmbeddedPostgresException>()).WithMessage("*apt-get install postgresql*");

    [Fact]
    public async Task What_initdb_complains_of_is_passed_on_without_the_password()
    {
        var account = ServerAccount.Choose();
        var folder = DataFolder.Open(data, account);
        var programs = Path.GetDirectoryName(data)!;
        await File.WriteAllTextAsync(Path.Combine(programs, "initdb"), "#!/bin/sh\necho 'No space left on device' >&2\nexit 1\n");
        const UnixFileMode ForAll = UnixFileMode.UserExecute | UnixFileMode.OtherExecute | UnixFileMode.UserRead | UnixFileMode.OtherRead;
        File.SetUnixFileMode(Path.Combine(programs, "initdb"), ForAll);
        var made = FluentActions.Awaiting(() => Cluster.MakeAsync(folder, new ServerPrograms(programs, 15), account, default));
        var complaint = (await made.Should().ThrowAsync<EmbeddedPostgresException>()).WithMessage("*No space left on device*").Which;
        complaint.ToString().Should().NotContain(await File.ReadAllTextAsync(folder.Password));
    }

    private async Task MustStartAsync()
    {
        await using var server = await Servers.StartAsync(data);
        (await server.AnswersAsync()).Should().BeTrue();
        (await server.AskAsync("select rolcreaterole from pg_roles where rolname = current_user")).Should().Be(true);
    }

    private async Task MustRefuseAsync(string sentence) =>
        (await FluentActions.Awaiting(() => Servers.StartAsync(data)).Should().ThrowAsync<EmbeddedPostgresException>()).WithMessage(sentence);

    private bool InitDbIsAtWork() => Unfinished().Any(place => Directory.Exists(Path.Combine(place, "cluster", "base")));

    private string[] Unfinished()
    {
        var home = Path.Combine(data, "postgres");
        return Directory.Exists(home) ? Directory.GetDirectories(home, "new-*") : [];
    }
}
