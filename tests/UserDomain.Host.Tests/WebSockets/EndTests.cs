using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using UserDomain.Host.Tests.Processes;
using UserDomain.Host.WebSockets;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.WebSockets;

/// <summary>How a socket ends: closed by its client, dropped by him, or with the host.</summary>
public sealed class EndTests : IAsyncLifetime
{
    private TestVenue venue = null!;

    public async Task InitializeAsync() => venue = await TestVenue.CreateAsync();

    public async Task DisposeAsync() => await venue.DisposeAsync();

    [Fact]
    public async Task Who_closes_is_answered_first_what_he_sent_before()
    {
        var host = await venue.StartHostAsync();
        var user = await host.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(user);
        await using var locked = await HeldUser.HoldAsync(venue.Database, user.Id);
        var set = await socket.BeginAsync("SetUserConfig", """{"Config":[{"Key":"k","Value":"v"}]}""");

        var closing = socket.CloseAsync();
        await locked.IsWaitedForAsync();
        closing.IsCompleted.Should().BeFalse();
        await locked.LetGoAsync();

        (await set).MustSucceed();
        await closing;
        socket.Socket.CloseStatus.Should().Be(WebSocketCloseStatus.NormalClosure);
        await LeavesNothingAsync(host);
    }

    [Fact]
    public async Task A_client_who_is_gone_in_the_middle_of_frames_leaves_nothing_behind()
    {
        var host = await venue.StartHostAsync();
        var user = await host.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(user);
        await using var locked = await HeldUser.HoldAsync(venue.Database, user.Id);
        for (var one = 0; one < 10; one++)
            await socket.SendAsync("""{"m":0,"i":1000,"n":"SetUserConfig","o":"{\"Config\":[{\"Key\":\"k\",\"Value\":\"v\"}]}"}""");
        await socket.SendAsync("{\"m\":0"u8.ToArray(), isWhole: false);
        await locked.IsWaitedForAsync();

        socket.Socket.Abort();
        await Eventually.HoldsAsync(() => host.Services.GetRequiredService<SocketRegistry>().All.All(one => one.UnderWay < 10), "only what the store has is still under way");
        await locked.LetGoAsync();

        await LeavesNothingAsync(host);
        await Eventually.HoldsAsync(async () => (await user.SetConfigAsync("after", "1")).Body == Answer.Success, "his next call finds nobody before it");
    }

    [Fact]
    public async Task To_cut_off_a_socket_that_is_gone_already_harms_nobody()
    {
        var host = await venue.StartHostAsync();
        var gone = new GatewaySocket(new ClientWebSocket(), new(null, null), host.Services.GetRequiredService<SocketParts>());
        gone.Dispose();

        gone.Invoking(socket => socket.CutOff()).Should().NotThrow("who sends at another socket cuts it off where too much waits, and would lose his own reply");
    }

    [Fact]
    public async Task A_host_that_stops_answers_what_is_under_way_and_then_says_that_it_goes()
    {
        var host = await venue.StartHostAsync();
        var user = await host.NewUserAsync();
        await using var socket = await TestSocket.OpenAsync(user);
        await using var idle = await TestSocket.OpenAsync(host);
        await using var locked = await HeldUser.HoldAsync(venue.Database, user.Id);
        var set = await socket.BeginAsync("SetUserConfig", """{"Config":[{"Key":"k","Value":"v"}]}""");
        await locked.IsWaitedForAsync();

        var stopping = host.DisposeAsync();
        (await idle.ClosedAsync()).Should().Be(WebSocketCloseStatus.EndpointUnavailable);
        await locked.LetGoAsync();

        (await set).MustSucceed();
        (await socket.ClosedAsync()).Should().Be(WebSocketCloseStatus.EndpointUnavailable);
        await stopping;
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_a_host_with_sockets_open_also_those_that_never_answer(string signal)
    {
        await using var place = await DataPlace.UsedAsync();
        var host = await place.RunAsync();
        await using var socket = await TestSocket.OpenAsync(host.Address);
        TestHost.TokenIn(await socket.SignInAsync("operator", TestVenue.OperatorPassword));
        await using var mute = await TestSocket.OpenAsync(host.Address, reads: false);
        await mute.SendAsync("{\"m\""u8.ToArray(), isWhole: false);

        (await host.StopAsync(signal)).Should().Be(0, host.Output);

        (await socket.ClosedAsync()).Should().Be(WebSocketCloseStatus.EndpointUnavailable);
        host.Output.Should().NotContain("fail:").And.NotContain("   at ");
    }

    [Fact]
    public async Task A_fault_is_logged_without_what_was_sent_and_the_socket_stays_open()
    {
        await using var host = await HostProcess.RunAsync(
            ("USERDOMAIN_POSTGRES", venue.ConnectionString), ("USERDOMAIN_KEYS", venue.Keys), ("USERDOMAIN_OPERATOR_PASSWORD", TestVenue.OperatorPassword),
            ("Logging__LogLevel__Default", "Trace"), ("Logging__LogLevel__Microsoft", "Trace"), ("Logging__LogLevel__Microsoft.AspNetCore", "Trace"), ("Logging__Console__LogLevel__Default", "Trace"));
        await using var socket = await TestSocket.OpenAsync(host.Address);
        List<string> secrets = [TestHost.TokenIn(await socket.SignInAsync("operator", TestVenue.OperatorPassword)), TestVenue.OperatorPassword, "Canary-Tried-1", "Canary-Fault-2", "Canary-Frame-3", "Canary-Payload-4", "Canary-Token-5"];
        await socket.SignInAsync("nobody", "Canary-Tried-1");
        (await socket.AskAsync("""{"m":0,"i":1000,"n":"AuthenticateUser","o":"{\"Password\":\"Canary-Frame-3\" """)).MustBe(5, 0, "");
        (await socket.CallAsync("AuthenticateUser", """{"UserName":"a","Password":"Canary-Payload-4" """)).MustRefuse(100, "Payload is not valid JSON");
        await socket.CallAsync("WebAuthenticateUser", """{"SessionToken":"Canary-Token-5"}""");

        await venue.Database.ExecuteAsync("alter table userdomain.verifiers rename to verifiers_away");
        (await socket.CallAsync("CreateUser", """{"userInfo":{"userName":"w","email":"w@x","passwordHash":"Canary-Fault-2"} }""")).MustRefuse(102, null);
        (await socket.CallAsync("Ping")).MustBe("""{"msg":"PONG"}""");

        (await host.StopAsync()).Should().Be(0);
        host.Output.Should().Contain("CreateUser failed", "what is no secret is logged, so a secret would be");
        secrets.Should().OnlyContain(secret => !host.Output.Contains(secret, StringComparison.Ordinal));
    }

    private static async Task LeavesNothingAsync(TestHost host)
    {
        await Eventually.HoldsAsync(() => host.Services.GetRequiredService<SocketRegistry>().Count == 0, "it is forgotten");
        host.Services.GetRequiredService<UnsentBudget>().Taken.Should().Be(0);
        host.Services.GetRequiredService<Http.BodyBudget>().Taken.Should().Be(0);
    }
}
