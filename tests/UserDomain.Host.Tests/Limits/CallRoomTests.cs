using System.Net;

namespace UserDomain.Host.Tests.Limits;

/// <summary>What is under way at a time is bounded, for one caller and for all; who finds no room is told to come back, and those who wait are served.</summary>
public sealed class CallRoomTests
{
    private const string NoRoom = """{"result":false,"errormsg":"Server Error","errorcode":102,"detail":"Too much is under way; try again"}""";

    [Fact]
    public async Task One_caller_has_so_many_calls_under_way_and_as_many_waiting()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await venue.StartHostAsync(settings => settings with { Limits = settings.Limits with { CallsOfOne = 1 } });
        var (user, other) = (await host.NewUserAsync(), await host.NewUserAsync());
        await using var held = await HeldUser.HoldAsync(venue.Database, user.Id);

        var calls = Enumerable.Range(0, 3).Select(i => user.SetConfigAsync($"k{i}", "1")).ToList();
        var refused = await await Task.WhenAny(calls);
        (await other.SetConfigAsync("a", "1")).MustSucceed();

        refused.MustBe(NoRoom, HttpStatusCode.ServiceUnavailable).Headers["Retry-After"].Should().Be("1");
        await held.LetGoAsync();
        (await Task.WhenAll(calls)).Count(answer => answer.Body == Answer.Success).Should().Be(2);
    }

    [Fact]
    public async Task A_caller_of_the_rest_endpoint_has_no_more_places_than_others()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await venue.StartHostAsync(settings => settings with { Limits = settings.Limits with { CallsOfOne = 1 } });
        var user = await host.NewUserAsync();
        var rest = await Rest.TestRest.OfAsync(user);
        await using var held = await HeldUser.HoldAsync(venue.Database, user.Id);

        var calls = Enumerable.Range(0, 3).Select(i => rest.UpdateAsync($$"""{"userId":{{user.Id}},"k{{i}}":1}""")).ToList();
        var refused = await await Task.WhenAny(calls);
        await held.LetGoAsync();

        refused.MustBe("""{"success":false,"data":null,"errorCode":"InternalError","message":"Too much is under way; try again"}""", HttpStatusCode.ServiceUnavailable);
        (await Task.WhenAll(calls)).Count(answer => answer.Body == Rest.TestRest.Done).Should().Be(2);
    }

    [Fact]
    public async Task All_callers_together_have_so_many_under_way_and_four_times_as_many_waiting()
    {
        await using var venue = await TestVenue.CreateAsync();
        var host = await venue.StartHostAsync(settings => settings with { Limits = settings.Limits with { Calls = 1, CallsOfOne = 1 } });
        var users = new List<TestUser>();
        while (users.Count < 6)
            users.Add(await host.NewUserAsync());
        await using var held = await HeldUser.HoldAsync(venue.Database, [.. users.Select(user => user.Id)]);

        var calls = users.Select(user => user.SetConfigAsync("a", "1")).ToList();
        var refused = await await Task.WhenAny(calls);

        refused.MustBe(NoRoom, HttpStatusCode.ServiceUnavailable);
        await held.LetGoAsync();
        var answers = await Task.WhenAll(calls);
        answers.Count(answer => answer.Body == Answer.Success).Should().Be(5);
        (await users[Array.IndexOf(answers, refused)].SetConfigAsync("b", "1")).MustSucceed(); // who was sent away holds no place
    }
}
