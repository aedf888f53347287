using UserDomain.Postgres.Tests;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Processes;

/// <summary><c>keys …</c>: secrets get a new key while hosts run, and who lacks a key in use does not start.</summary>
public sealed class KeysVerbTests
{
    private const string CodesBy = "select encode(substring(code from 5 for 16), 'hex') from userdomain.email_codes order by user_id";

    [Fact]
    public async Task Rotate_beside_a_running_host_keeps_codes_readable_and_seals_new_ones_with_the_new_key()
    {
        await using var place = await DataPlace.UsedAsync();
        var host = await place.RunAsync();
        var root = await host.SignInAsync("operator", TestVenue.OperatorPassword);
        var before = await NewCodeAsync(root, "before");
        var old = KeysIn(place).Single();

        var (code, output) = await place.DoAsync("", "keys", "rotate");

        code.Should().Be(0, output);
        var made = KeysIn(place).Except([old]).Single();
        output.Should().MatchRegex($"^New key {made}\nSealed anew: [2-9]\nRetired {old}; keep its file");
        (await CodeOfAsync(root, "before")).Should().Be(before);
        var after = await NewCodeAsync(root, "after");
        (await CodeOfAsync(root, "after")).Should().Be(after);
        (await place.AskAsync(database => database.ListAsync<string>(CodesBy))).Should().Equal(
            Enumerable.Repeat(Convert.ToHexStringLower(made.ToByteArray()), 2), "both are sealed with the new key");

        (await place.DoAsync("", "keys", "list")).Output.Should().MatchRegex($@"^key +created +state +secrets\n{old}  \d\d\d\d-.*Z +retired +0\n{made}  \d\d\d\d-.*Z +active +\d$");
    }

    [Fact]
    public async Task Keys_can_be_rotated_again_and_old_files_be_taken_away_and_one_in_use_cannot()
    {
        await using var place = await DataPlace.UsedAsync();
        var before = await place.RunAsync();
        var code = await NewCodeAsync(await before.SignInAsync("operator", TestVenue.OperatorPassword), "ada");
        await before.StopAsync();
        (await place.DoAsync("", "keys", "rotate")).Code.Should().Be(0);
        (await place.DoAsync("", "keys", "rotate")).Code.Should().Be(0);
        var (_, list) = await place.DoAsync("", "keys", "list");
        var made = Guid.Parse(list.Split('\n').Single(line => line.Contains("active", StringComparison.Ordinal))[..36]);
        KeysIn(place).Should().HaveCount(3);

        foreach (var retired in KeysIn(place).Except([made]))
            File.Delete(FileOf(place, retired));
        var after = await place.RunAsync();
        (await CodeOfAsync(await after.SignInAsync("operator", TestVenue.OperatorPassword), "ada")).Should().Be(code);
        await after.StopAsync();

        File.Move(FileOf(place, made), FileOf(place, made) + ".away");
        var refused = await place.RunAsync();
        (await refused.EndAsync()).Should().Be(1);
        refused.Output.Should().Match($"Secrets in this database are sealed with keys that this host does not have: {made}. Let USERDOMAIN_KEYS name*");
        KeysIn(place).Should().BeEmpty("a host that is refused makes no key");
        (await place.DoAsync("", "keys", "list")).Output.Should().MatchRegex($"{made} .*active, missing here");
    }

    [Fact]
    public async Task A_rotation_that_was_killed_is_made_good_by_the_next()
    {
        await using var place = await DataPlace.UsedAsync();
        var host = await place.RunAsync();
        var root = await host.SignInAsync("operator", TestVenue.OperatorPassword);
        var code = await NewCodeAsync(root, "ada");
        await using (var killed = HostProcess.Start(["keys", "rotate"], ("USERDOMAIN_DATA", place.Data)))
        {
            await Eventually.HoldsAsync(() => killed.Output.Contains("New key", StringComparison.Ordinal), "it has begun");
            await killed.KillAsync();
        }

        (await CodeOfAsync(root, "ada")).Should().Be(code);
        var (exit, output) = await place.DoAsync("", "keys", "rotate");

        exit.Should().Be(0, output);
        (await CodeOfAsync(root, "ada")).Should().Be(code);
        (await place.DoAsync("", "keys", "list")).Output.Split('\n').Should().ContainSingle(line => line.Contains(" active ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hosts_on_a_given_database_must_be_told_where_the_keys_are()
    {
        await using var venue = await TestVenue.CreateAsync();
        await using var host = await HostProcess.RunAsync(("USERDOMAIN_POSTGRES", venue.ConnectionString), ("USERDOMAIN_DATA", TestFolder.New()));

        (await host.EndAsync()).Should().Be(1);
        host.Output.Should().Match("USERDOMAIN_POSTGRES is set, so USERDOMAIN_KEYS must be too: let it name a folder*");
        (await venue.Database.AskAsync<bool>("select to_regclass('userdomain.installation') is null")).Should().BeTrue("nothing was touched");
    }

    [Fact]
    public async Task Keys_that_cannot_be_read_keep_the_host_from_starting()
    {
        await using var venue = await TestVenue.CreateAsync();
        await (await venue.StartHostAsync()).DisposeAsync();
        await File.WriteAllTextAsync(Directory.EnumerateFiles(venue.Keys, "key-*.xml").Single(), "<key");
        await using var host = await HostProcess.RunAsync(("USERDOMAIN_POSTGRES", venue.ConnectionString), ("USERDOMAIN_KEYS", venue.Keys));

        (await host.EndAsync()).Should().Be(1);
        host.Output.Should().Match($"The keys in {venue.Keys} cannot be read: *").And.NotContain("   at ");
    }

    private static async Task<string> NewCodeAsync(TestClient root, string name)
    {
        (await root.PostAsync("CreateUser", $$$"""{"userInfo":{"userName":"{{{name}}}","email":"{{{name}}}@example.com","passwordHash":"{{{TestUser.Password}}}"}}""")).MustSucceed();
        return await CodeOfAsync(root, name);
    }

    private static async Task<string> CodeOfAsync(TestClient root, string name)
    {
        var code = (await root.PostAsync("GetUserInfo", $$"""{"userName":"{{name}}"}""")).Json.GetProperty("pendingEmailCode").GetString()!;
        Guid.Parse(code).Should().NotBeEmpty();
        return code;
    }

    private static string FileOf(DataPlace place, Guid key) => Path.Combine(place.Data, "keys", $"key-{key}.xml");

    private static IReadOnlyList<Guid> KeysIn(DataPlace place) =>
        [.. Directory.EnumerateFiles(Path.Combine(place.Data, "keys"), "key-*.xml").Select(file => Guid.Parse(Path.GetFileNameWithoutExtension(file)[4..]))];
}
