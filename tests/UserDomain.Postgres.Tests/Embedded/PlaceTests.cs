using UserDomain.Postgres.Embedded;

namespace UserDomain.Postgres.Tests.Embedded;

/// <summary>Data directories in awkward places.</summary>
public sealed class PlaceTests
{
    [Theory]
    [InlineData("with spaces and ümläut 用户")]
    [InlineData("it's \"quoted\", back\\slashed: and % = $HOME")]
    [InlineData("long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long")]
    public async Task Any_name_will_do(string name)
    {
        var data = TestFolder.New(name);
        await using (var first = await Servers.StartAsync(data))
            await first.WriteAsync();
        await using var second = await Servers.StartAsync(data);
        await second.MustHaveWhatWasWrittenAsync();
    }

    [Fact]
    public async Task A_short_place_is_taken_for_a_long_path_and_left_empty_as_a_reboot_would()
    {
        var data = TestFolder.New(new string('x', 100));
        await using (var first = await Servers.StartAsync(data))
            await first.WriteAsync();
        var place = SocketFolder.Of(Servers.Folder(data));
        place.Should().NotStartWith(data);
        Directory.Exists(place).Should().BeFalse();
        await using var second = await Servers.StartAsync(data);
        await second.MustHaveWhatWasWrittenAsync();
        File.GetUnixFileMode(place).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task A_short_place_that_leads_elsewhere_is_refused()
    {
        var data = TestFolder.New(new string('x', 100));
        var place = SocketFolder.Of(Servers.Folder(data));
        var elsewhere = Directory.CreateDirectory(TestFolder.New()).FullName;
        File.CreateSymbolicLink(place, elsewhere);
        try
        {
            var start = FluentActions.Awaiting(() => Servers.StartAsync(data));
            (await start.Should().ThrowAsync<EmbeddedPostgresException>()).WithMessage($"*'{place}'*");
        }
        finally
        {
            File.Delete(place);
        }
    }

    [Fact]
    public async Task Root_runs_a_cluster_as_the_user_that_it_belongs_to()
    {
        var data = TestFolder.New();
        await using (var first = await Servers.StartAsync(data))
            await first.WriteAsync();
        var user = Environment.IsPrivilegedProcess ? "nobody" : Environment.UserName;
        (await Command.RunAsync(["chown", "--recursive", user, Servers.Folder(data).Cluster], default)).Succeeded.Should().BeTrue();
        await using var second = await Servers.StartAsync(data);
        await second.MustHaveWhatWasWrittenAsync();
        (await Command.RunAsync(["stat", "--format=%U", $"/proc/{Servers.Postmaster(data).Id}"], default)).Output.Should().Be(user);
    }

    [Fact]
    public async Task A_folder_that_only_root_may_enter_will_do_for_root()
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var closed = Directory.CreateDirectory(TestFolder.New("closed"), OwnerOnly).FullName;
        await using var server = await Servers.StartAsync(Path.Combine(closed, "data"));
        await server.WriteAsync();
        var postmaster = Servers.Postmaster(Path.Combine(closed, "data"));
        (await File.ReadAllTextAsync($"/proc/{postmaster.Id}/status")).Should().NotContain("Uid:\t0");
    }
}
