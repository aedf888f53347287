using System.Text.Json;
using UserDomain.Host.Tests.Views;

namespace UserDomain.Host.Tests.Processes;

/// <summary><c>projections …</c>: where views stand, and what is to become of one that an event stopped.</summary>
public sealed class ProjectionsVerbTests
{
    [Fact]
    public async Task A_view_that_an_event_stopped_is_shown_and_goes_on_when_it_is_told_to()
    {
        await using var place = await DataPlace.UsedAsync();
        var host = await place.RunAsync();
        var poison = await place.AskAsync(database => database.PoisonAsync());
        foreach (var view in new[] { "user_directory", "user_lookup", "user_activity" })
        {
            await place.AskAsync(async database =>
            {
                await database.UntilStoppedAsync(view);
                return true;
            });
        }

        var (code, status) = await place.DoAsync("", "projections", "status");
        code.Should().Be(2, status);
        status.Should().MatchRegex(@"user_directory\s+stopped\s+\d+\s+1\s+[\d.]+\s+UserDomain user_directory \S+ \(process \d+\)")
            .And.MatchRegex($@"user_directory is stopped since .*Z by event {poison} \(.*\) of user-900: UnknownEventException")
            .And.Contain($"projections skip user_directory --event {poison}").And.NotContain("canary");

        var (jsonCode, json) = await place.DoAsync("", "projections", "status", "--json");
        jsonCode.Should().Be(2);
        JsonElement.Parse(json).GetProperty("Views")[0].GetProperty("Stop").GetProperty("Event").GetInt64().Should().Be(poison);

        (await place.DoAsync("", "projections", "skip", "user_directory", "--event", $"{poison + 1}")).Should().Be((1, "Another event stopped the view"));
        (await place.DoAsync("", "projections", "skip", "user_directory", "--event", $"{poison}")).Should().Be((0, "The event is passed over."));
        (await place.DoAsync("", "projections", "retry", "user_lookup")).Should().Be((0, "It is tried again."));
        await place.AskAsync(async database =>
        {
            await database.UntilFollowedAsync("user_directory");
            await database.UntilStoppedAsync("user_lookup");
            return true;
        });
        (await place.DoAsync("", "projections", "retry", "user_directory")).Should().Be((1, "The view is not stopped"));

        (await place.AskAsync(database => database.ListAsync<string>("select user_name || ' ' || type || ' ' || stream_id from mt_events where stream_id like 'view-%' order by seq_id")))
            .Should().Equal($"os:{Environment.UserName} view_event_skipped view-user_directory", $"os:{Environment.UserName} view_retried view-user_lookup");
        host.Output.Should().Contain($"The view user_directory is stopped by event {poison} of user-900").And.NotContain("canary");
    }

    [Fact]
    public async Task Views_are_listed_and_shown_where_no_host_runs_and_names_are_checked_and_completed()
    {
        await using var place = await DataPlace.UsedAsync();

        (await place.DoAsync("", "projections", "list")).Output.Should()
            .MatchRegex(@"user_info\s+public.mt_doc_user_info\s+with the events").And.MatchRegex(@"user_activity\s+public.mt_doc_user_activity\s+behind the events");
        var (code, status) = await place.DoAsync("", "projections", "status");
        code.Should().Be(0, status);
        status.Should().MatchRegex(@"user_directory\s+waiting");

        var (wrong, said) = await place.DoAsync("", "projections", "retry", "user_info");
        wrong.Should().Be(1);
        said.Should().Contain("user_directory").And.Contain("user_lookup");
        (await place.DoAsync("", "[suggest:18]", "projections retry ")).Output.Should().Contain("user_activity");
        (await place.DoAsync("", "projections", "skip", "user_directory")).Code.Should().Be(1);
    }
}
