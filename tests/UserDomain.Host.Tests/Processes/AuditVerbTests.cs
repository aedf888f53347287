using System.Text.Json;

namespace UserDomain.Host.Tests.Processes;

/// <summary><c>audit trail</c>, <c>audit as-of</c> and <c>db …</c>.</summary>
public sealed class AuditVerbTests
{
    [Fact]
    public async Task A_trail_and_a_user_as_he_stood_are_shown()
    {
        await using var place = await DataPlace.UsedAsync();
        var (code, table) = await place.DoAsync("", "audit", "trail", "OPERATOR");

        code.Should().Be(0, table);
        table.Should().MatchRegex("version .*who .*changes").And.Contain("user_created").And.Contain("UserName: - -> operator").And.Contain($"os:{Environment.UserName}");
        var (_, json) = await place.DoAsync("", "audit", "trail", "1", "--limit", "1", "--json");
        var trail = JsonElement.Parse(json);
        trail.GetProperty("After").GetInt64().Should().Be(1);
        var time = trail.GetProperty("Trail")[0].GetProperty("Time").GetString()!;

        (await place.DoAsync("", "audit", "as-of", "operator", "--time", time)).Should().Match<(int Code, string Output)>(end => end.Code == 0 && end.Output.StartsWith("Version "));
        JsonElement.Parse((await place.DoAsync("", "audit", "as-of", "operator", "--version", "1", "--json")).Output).GetProperty("Permissions").GetArrayLength().Should().Be(0);
        (await place.DoAsync("", "audit", "as-of", "operator", "--time", "2001-01-01")).Should().Be((1, "User not Found"));
        (await place.DoAsync("", "audit", "as-of", "operator")).Should().Be((1, "Either Version or Time is Required"));
        (await place.DoAsync("", "audit", "as-of", "operator", "--time", "yesterday")).Output.Should().Contain("--time is no time; it looks like 2026-03-14");
    }

    /// <summary>Who may set a value, or says what a call belongs to, could otherwise write the trail as it is read.</summary>
    [Fact]
    public async Task What_others_wrote_steers_no_terminal_and_begins_no_line()
    {
        await using var place = await DataPlace.UsedAsync();
        var file = Path.Combine(place.Data, "users.ndjson");
        await File.WriteAllTextAsync(file, """{"UserName":"ada","Email":"ada@example.org","EmailVerified":true,"Config":{"Street":"x\u001b[2K\ny\u202e"}}""");
        (await place.DoAsync("", "users", "import", file)).Code.Should().Be(0);

        var (trail, then) = ((await place.DoAsync("", "audit", "trail", "ada")).Output, (await place.DoAsync("", "audit", "as-of", "ada", "--time", "2100-01-01")).Output);

        foreach (var shown in (string[])[trail, then])
            shown.Should().Contain(@"x\u001b[2K\u000ay\u202e").And.NotContain("\u001b").And.NotContain("\u202e");
    }

    [Fact]
    public async Task A_database_is_brought_to_this_release_checked_and_described()
    {
        await using var venue = await TestVenue.CreateAsync();
        (string, string?)[] there = [("USERDOMAIN_POSTGRES", venue.ConnectionString)];

        (await DoAsync("describe")).Should().Match<(int Code, string Output)>(end => end.Code == 1 && end.Output.Contains("db apply brings it there"));
        (await DoAsync("check")).Code.Should().Be(2);
        (await DoAsync("apply")).Should().Match<(int Code, string Output)>(end => end.Code == 0 && end.Output.StartsWith("Applied schema step 1, 2"));
        (await DoAsync("apply")).Should().Be((0, "Nothing to apply: the database is at this release."));
        (await DoAsync("check")).Should().Be((0, "Everything is as this release makes it."));
        await venue.Database.ExecuteAsync("grant delete on mt_events to userdomain_run");
        (await DoAsync("check")).Should().Match<(int Code, string Output)>(end => end.Code == 2 && end.Output.Contains("rights of userdomain_run on table public.mt_events"));
        (await DoAsync("describe")).Output.Should().MatchRegex("engine +nothing was written yet").And.MatchRegex("events +0").And.MatchRegex("user_directory +0 .*not begun");

        async Task<(int Code, string Output)> DoAsync(string verb)
        {
            await using var process = HostProcess.Start(["db", verb], there);
            return (await process.EndAsync(), process.Output);
        }
    }
}
