using UserDomain.Postgres.Embedded;

namespace UserDomain.Postgres.Tests.Embedded;

/// <summary>What holds of a server that was started for the first time.</summary>
public sealed class RunningServerTests : IAsyncLifetime
{
    private static readonly string Data = TestFolder.New();
    private static readonly Lazy<Task<EmbeddedPostgres>> Shared = new(() => EmbeddedPostgres.StartAsync(Data, default));

    private EmbeddedPostgres server = null!;

    public async Task InitializeAsync() => server = await Shared.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_owner_owns_its_database_and_is_no_superuser()
    {
        (await server.AskAsync("select current_user || ' ' || current_database()")).Should().Be("userdomain_owner userdomain");
        (await server.AskAsync("select pg_get_userbyid(datdba) from pg_database where datname = 'userdomain'")).Should().Be("userdomain_owner");
        (await server.AskAsync("select rolcreaterole and not rolsuper from pg_roles where rolname = 'userdomain_owner'")).Should().Be(true);
    }

    [Theory]
    [InlineData("fsync", "on")]
    [InlineData("full_page_writes", "on")]
    [InlineData("synchronous_commit", "on")]
    [InlineData("data_checksums", "on")]
    [InlineData("listen_addresses", "")]
    [InlineData("max_wal_size", "4GB")]
    [InlineData("wal_compression", "lz4")]
    [InlineData("checkpoint_timeout", "15min")]
    [InlineData("checkpoint_completion_target", "0.9")]
    [InlineData("max_connections", "200")]
    [InlineData("idle_in_transaction_session_timeout", "1min")]
    [InlineData("password_encryption", "scram-sha-256")]
    [InlineData("TimeZone", "UTC")]
    [InlineData("log_timezone", "UTC")]
    [InlineData("server_encoding", "UTF8")]
    [InlineData("track_io_timing", "off")]
    [InlineData("logging_collector", "on")]
    [InlineData("log_rotation_size", "10MB")]
    public async Task It_is_set_to_be_durable_and_private(string setting, string value) =>
        (await server.AskAsync($"show {setting}")).Should().Be(value);

    [Fact]
    public async Task It_takes_a_quarter_of_the_memory_up_to_a_gigabyte() =>
        (await server.AskAsync("select setting::bigint * 8192 / 1024 / 1024 from pg_settings where name = 'shared_buffers'"))
            .Should().Be((long)ServerSettings.ForThisMachine().SharedBuffersMegabytes);

    [Fact]
    public async Task Texts_compare_by_their_bytes() =>
        (await server.AskAsync("select datcollate || ' ' || datctype from pg_database where datname = 'userdomain'")).Should().Be("C C.UTF-8");

    [Fact]
    public async Task Durability_cannot_be_switched_off_by_alter_system()
    {
        await server.AskAsSuperuserAsync("alter system set fsync = off");
        await server.AskAsSuperuserAsync("select pg_reload_conf()");
        (await server.AskAsync("show fsync")).Should().Be("on");
    }

    [Fact]
    public void It_runs_in_a_session_of_its_own()
    {
        var postmaster = Servers.Postmaster(Data);
        var session = File.ReadAllText($"/proc/{postmaster.Id}/stat").Split(") ")[^1].Split(' ')[3];
        session.Should().Be($"{postmaster.Id}", "Ctrl-C in the host's terminal must not reach it");
    }

    [Fact]
    public void It_does_not_run_as_root() =>
        Status("Uid").Should().NotContain("0");

    [Fact]
    public void It_has_no_rights_beyond_its_user_where_its_folder_is_open_to_it() =>
        Status("CapEff").Should().Equal("0000000000000000");

    [Fact]
    public async Task What_is_started_inherits_nothing_of_the_environment_of_its_host() =>
        (await Command.RunAsync(["env"], default)).Output.Split(" | ").Select(line => line.Split('=')[0]).Should().BeEquivalentTo("PATH", "LC_ALL");

    [Fact]
    public void Only_the_owner_reads_the_password_which_stands_nowhere_else()
    {
        var folder = Servers.Folder(Data);
        File.GetUnixFileMode(folder.Password).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var password = File.ReadAllText(folder.Password);
        var texts = Directory.EnumerateFiles(folder.Home, "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".log", StringComparison.Ordinal) || file.EndsWith(".conf", StringComparison.Ordinal))
            .Concat(ServerProcess.AllOf(folder).Select(process => $"/proc/{process.Id}/cmdline"));
        texts.Select(File.ReadAllText).Should().HaveCountGreaterThan(5).And.NotContain(text => text.Contains(password));
    }

    [Fact]
    public void Its_folders_are_closed_to_others()
    {
        const UnixFileMode Allowed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;
        var folder = Servers.Folder(Data);
        string[] folders = [folder.DataDirectory, folder.Home, folder.Cluster, folder.Logs, Path.Combine(folder.Home, "run")];
        folders.Select(File.GetUnixFileMode).Should().OnlyContain(mode => (mode | Allowed) == Allowed);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        var wrong = server.ConnectionString.Replace("Password=", "Password=x", StringComparison.Ordinal);
        (await ServerAddress.AnswersAsync(wrong, default)).Should().BeFalse();
    }

    private static string[] Status(string field) =>
        File.ReadLines($"/proc/{Servers.Postmaster(Data).Id}/status").Single(line => line.StartsWith(field + ":", StringComparison.Ordinal))
            .Split('\t', StringSplitOptions.RemoveEmptyEntries)[1..];
}
