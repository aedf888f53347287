using System.Diagnostics;
using System.Text.Json;
using UserDomain.Postgres.Tests;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Processes;

/// <summary><c>audit …</c> and <c>events …</c>: the record is sealed by hosts that run, verified beside them, proved without them, and moved.</summary>
public sealed class AuditRecordVerbTests
{
    private const string Sealed = "select count(*) from userdomain.seals";

    private const string Edit = """
        alter table mt_events disable trigger user;
        update mt_events set user_name = '7' where seq_id = 2;
        alter table mt_events enable always trigger refuse_change
        """;

    private const string Many = """
        update mt_streams set version = version + 2000 where id = 'user-1';
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers)
        select nextval('mt_events_sequence'), gen_random_uuid(), 'user-1', (select version from mt_streams where id = 'user-1') - 2000 + n, '{"Key": "a", "Value": "b"}', 'user_config_set', now(), '{"Call":"SetUserConfig","Transport":"http"}'
        from generate_series(1, 2000) n
        """;

    [Fact]
    public async Task The_record_is_sealed_by_a_host_that_runs_and_what_is_touched_is_named_with_exit_code_2()
    {
        await using var place = await DataPlace.UsedAsync();
        await place.RunAsync();
        await Eventually.HoldsAsync(() => place.AskAsync(async database => await database.AskAsync<long>(Sealed) > 0), "the host seals");
        var head = await SaveAsync((await place.DoAsync("", "audit", "head")).Output);
        (await place.DoAsync("", "audit", "verify", "--head", head)).Should().Match<(int Code, string Output)>(verb =>
            verb.Code == 0 && verb.Output.EndsWith("Nothing was touched, and nothing was cut.", StringComparison.Ordinal));

        await place.ExecuteAsync(Edit);

        var (code, output) = await place.DoAsync("", "audit", "verify", "--json");
        code.Should().Be(2, output);
        var first = JsonDocument.Parse(output).RootElement.GetProperty("Findings")[0];
        (first.GetProperty("Place").GetInt64(), first.GetProperty("Stream").GetString(), first.GetProperty("Version").GetInt64()).Should().Be((2, "user-1", 2));
        (await place.DoAsync("", "audit", "verify")).Output.Should().Match("*WRONG: 1. First: Event * at place 2 (user-1, version 2) is not what was sealed there*");
        (await place.DoAsync("", "audit", "prove", "2")).Should().Match<(int Code, string Output)>(verb =>
            verb.Code == 1 && verb.Output.Contains("nothing can be proved", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_proof_is_checked_where_there_is_no_database_and_no_setting()
    {
        await using var place = await DataPlace.UsedAsync();
        (await place.DoAsync("", "audit", "seal")).Should().Be((0, "Sealed 3 events. The newest seal is number 1."));
        (await place.DoAsync("", "audit", "seal")).Should().Be((0, "Sealed 0 events. The newest seal is number 1."));
        var (head, proof) = (await SaveAsync((await place.DoAsync("", "audit", "head")).Output), (await place.DoAsync("", "audit", "prove", "1")).Output);
        var (whole, changed) = (await SaveAsync($"{proof}\n"), await SaveAsync($"{proof.Replace("user_created", "user_locked_", StringComparison.Ordinal)}\n"));

        (await CheckAsync(whole, "--head", head)).Should().Match<(int Code, string Output)>(check =>
            check.Code == 0 && check.Output.Contains("user_created", StringComparison.Ordinal) && check.Output.EndsWith(", the head that you keep.", StringComparison.Ordinal));
        (await CheckAsync(changed)).Should().Be((2, "It proves nothing: it is no proof, or was changed."));
        (await CheckAsync(whole, "--head", await SaveAsync($"{{\"Number\":1,\"LastPlace\":3,\"Link\":\"{new string('0', 64)}\"}}"))).Code.Should().Be(2);
        (await CheckAsync("/nowhere/proof")).Should().Match<(int Code, string Output)>(check => check.Code == 1 && check.Output.StartsWith("/nowhere/proof cannot be read:", StringComparison.Ordinal));
        (await CheckAsync(whole, "--head", whole)).Code.Should().Be(1);
    }

    [Fact]
    public async Task Replay_writes_a_line_an_event_of_one_user_or_of_all_and_ends_quietly_when_nobody_reads_on()
    {
        await using var place = await DataPlace.UsedAsync();
        (await place.DoAsync("", "audit", "replay")).Output.Split('\n').Should().HaveCount(3);
        (await place.DoAsync("", "audit", "replay", "--user", "OPERATOR", "--from", "2020-01-01")).Output.Split('\n').Should().HaveCount(3);
        (await place.DoAsync("", "audit", "replay", "--user", "1", "--to", "2020-01-01T00:00:00Z")).Should().Be((0, ""));
        (await place.DoAsync("", "audit", "replay", "--user", "nobody")).Should().Be((1, "There is no user nobody."));
        (await place.DoAsync("", "audit", "replay", "--from", "yesterday")).Output.Should().StartWith("yesterday is no time. It looks like 2026-11-24T18:00:00Z.");

        await place.ExecuteAsync(Many);
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(UserDomainHost).Assembly.Location, "audit", "replay"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["USERDOMAIN_DATA"] = place.Data;
        using var process = Process.Start(start)!;
        (await process.StandardOutput.ReadLineAsync()).Should().StartWith("{\"Place\":1,");
        process.StandardOutput.Close();
        (await process.StandardError.ReadToEndAsync()).Should().BeEmpty();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task A_store_is_moved_and_its_host_starts_with_nobody_new_and_passwords_to_be_given()
    {
        await using var place = await DataPlace.UsedAsync();
        var file = TestFolder.New("export");
        (await place.DoAsync("", "events", "export", file)).Should().Be((0, $"Exported 3 events of 1 streams, and 0 seals, to {file}"));
        (await place.DoAsync("", "events", "import", file)).Should().Match<(int Code, string Output)>(verb =>
            verb.Code == 1 && verb.Output.StartsWith("The store is not empty", StringComparison.Ordinal));

        await using var venue = await TestVenue.CreateAsync();
        (string, string?)[] there = [("USERDOMAIN_POSTGRES", venue.ConnectionString), ("USERDOMAIN_KEYS", venue.Keys)];
        (await VerbAsync(there, "events", "import", file)).Should().Match<(int Code, string Output)>(verb =>
            verb.Code == 0 && verb.Output.Contains("`users password NAME` gives one.", StringComparison.Ordinal));
        await using (var host = await HostProcess.RunAsync(there))
        {
            host.Output.Should().NotContain("password, shown this once");
            var password = (await VerbAsync(there, "users", "password", "operator")).Output["The new password, shown this once:  ".Length..];
            (await host.SignInAsync("operator", password)).Should().NotBeNull();
            (await venue.Database.AskAsync<long>("select count(*) from mt_events where type = 'user_created'")).Should().Be(1);
        }
    }

    private static Task<(int Code, string Output)> CheckAsync(params string[] arguments) =>
        VerbAsync([("USERDOMAIN_POSTGRES", "no connection string"), ("USERDOMAIN_DATA", "/nowhere")], ["audit", "check", .. arguments]);

    private static async Task<(int Code, string Output)> VerbAsync(IEnumerable<(string, string?)> environment, params string[] arguments)
    {
        await using var verb = HostProcess.Start(arguments, environment);
        return (await verb.EndAsync(), verb.Output);
    }

    private static async Task<string> SaveAsync(string content)
    {
        var file = TestFolder.New("file");
        await File.WriteAllTextAsync(file, content);
        return file;
    }
}
