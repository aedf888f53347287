using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using UserDomain.Host.WebSockets;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.WebSockets;

/// <summary>What a client can take of the server: messages, time, and memory for what it does not read.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private const int MiB = 1024 * 1024;
    private TestVenue venue = null!;

    public async Task InitializeAsync() => venue = await TestVenue.CreateAsync();

    public async Task DisposeAsync() => await venue.DisposeAsync();

    [Fact]
    public async Task A_message_of_one_MiB_is_read_and_one_byte_more_is_refused_with_the_socket_left_open()
    {
        var host = await venue.StartHostAsync();
        await using var socket = await TestSocket.OpenAsync(host);

        (await socket.AskAsync(PingOf(MiB))).MustBe(1, 2, "Ping");
        (await socket.AskAsync(PingOf(MiB + 1))).MustBe(5, 0, "").Answer.MustRefuse(100, "Payload is too long");
        (await socket.AskAsync(PingOf(8 * MiB))).MustBe(5, 0, "").Answer.MustRefuse(100, "Payload is too long");
        (await socket.AskAsync(PingOf(2))).MustBe(1, 2, "Ping");
        await Eventually.HoldsAsync(() => Unread(host) == 0, "what was read is let go");
    }

    [Fact]
    public async Task A_message_that_nobody_would_wait_for_closes_the_socket()
    {
        var host = await venue.StartHostAsync();
        await using var socket = await TestSocket.OpenAsync(host);

        await socket.SendAsync(PingOf(8 * MiB + 1));

        (await socket.ClosedAsync()).Should().Be(WebSocketCloseStatus.MessageTooBig);
    }

    [Fact]
    public async Task A_message_that_is_begun_and_not_ended_in_time_closes_the_socket()
    {
        var host = await StartAsync(sockets => sockets with { MessageTime = TimeSpan.FromMilliseconds(300) });
        await using var socket = await TestSocket.OpenAsync(host);
        await using var other = await TestSocket.OpenAsync(host);

        await socket.SendAsync("{\"m\":0,"u8.ToArray(), isWhole: false);

        (await socket.ClosedAsync()).Should().Be(WebSocketCloseStatus.PolicyViolation);
        (await other.CallAsync("Ping")).MustBe("""{"msg":"PONG"}""");
        await Eventually.HoldsAsync(() => Unread(host) == 0, "what was read is let go");
    }

    [Fact]
    public async Task A_socket_that_sends_nothing_for_too_long_is_closed()
    {
        var host = await StartAsync(sockets => sockets with { Idle = TimeSpan.FromMilliseconds(300) });
        await using var socket = await TestSocket.OpenAsync(host);

        (await socket.ClosedAsync()).Should().Be(WebSocketCloseStatus.NormalClosure);
        await Eventually.HoldsAsync(() => Sockets(host).Count == 0, "it is forgotten");
    }

    [Fact]
    public async Task There_are_only_so_many_sockets_and_who_comes_too_many_is_told_to_come_again()
    {
        var host = await StartAsync(sockets => sockets with { Maximum = 2 });
        await using var first = await TestSocket.OpenAsync(host);
        await using (await TestSocket.OpenAsync(host))
        {
            (await host.Stranger.GetAsync("/WSGateway", Upgrade)).MustRefuse(102, "Too much is under way; try again", System.Net.HttpStatusCode.ServiceUnavailable)
                .Headers["Retry-After"].Should().Be("1");
            (await host.Stranger.PostAsync("Ping")).MustBe("""{"msg":"PONG"}""");
        }

        await Eventually.HoldsAsync(async () => (await TryAsync(host)), "there is room again");
    }

    [Fact]
    public async Task Where_bodies_have_taken_all_room_a_socket_that_sends_more_is_closed_and_may_come_again()
    {
        var host = await venue.StartHostAsync();
        await using var socket = await TestSocket.OpenAsync(host);
        using (var all = host.Services.GetRequiredService<Http.BodyBudget>().Open())
        {
            all.Take(96 * MiB - 1);
            await socket.SendAsync(PingOf(2));
            (await socket.ClosedAsync()).Should().Be((WebSocketCloseStatus)1013);
        }

        await using var again = await TestSocket.OpenAsync(host);
        (await again.AskAsync(PingOf(2))).MustBe(1, 2, "Ping");
    }

    [Fact]
    public async Task Who_does_not_read_is_cut_off_and_others_are_not()
    {
        var host = await StartAsync(sockets => sockets with { SendTime = TimeSpan.FromSeconds(1) });
        var user = await BigUserAsync(host);
        await using var reader = await TestSocket.OpenAsync(user);
        var mute = await MuteAsync(user, 30);

        await Eventually.HoldsAsync(() => Sockets(host).Count == 1, "it is cut off");

        (await reader.CallAsync("GetUserConfig")).Body.Length.Should().BeGreaterThan(MiB / 2);
        await Eventually.HoldsAsync(() => Unsent(host) == 0, "what was sent is let go");
        await mute.DisposeAsync();
    }

    [Fact]
    public async Task Where_too_much_waits_to_be_sent_the_one_that_most_waits_for_gives_way()
    {
        var host = await StartAsync(sockets => sockets with { UnsentBytes = 3 * MiB });
        var user = await BigUserAsync(host);
        await using var reader = await TestSocket.OpenAsync(user);
        await using var first = await MuteAsync(user, 30);
        await using var second = await MuteAsync(user, 30);

        await Eventually.HoldsAsync(() => Sockets(host).Count == 2, "one of the two gave way, long before the time of a send was over");

        await Eventually.HoldsAsync(() => Unsent(host) is > 0 and <= 3 * MiB, "what the other waits for has room"); // it may come to wait only now
        for (var one = 0; one < 10; one++)
            (await reader.CallAsync("GetUserConfig")).Body.Length.Should().BeGreaterThan(MiB / 2);
    }

    [Fact]
    public async Task While_enough_waits_to_be_sent_no_frame_of_the_socket_starts()
    {
        var host = await venue.StartHostAsync();
        var user = await BigUserAsync(host);
        await using var mute = await MuteAsync(user, 60);
        await Eventually.HoldsAsync(() => Unsent(host) > MiB, "it does not read");

        await mute.SendAsync("""{"m":0,"i":1000,"n":"SetUserConfig","o":"{\"Config\":[{\"Key\":\"late\",\"Value\":\"1\"}]}"}""");
        for (var i = 0; i < 20; i++) // in the time that as many of its frames would take
            (await user.PostAsync("GetUserConfig")).Body.Should().NotContain("\"late\"");
        Unsent(host).Should().BeLessThan(5 * MiB);

        var late = mute.ReplyTo(1000); // all may have come before reading it is left
        mute.Read();
        (await late).Answer.MustSucceed();
        await Eventually.HoldsAsync(() => Unsent(host) == 0, "what was sent is let go");
    }

    private static readonly (string, string)[] Upgrade =
        [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")];

    private static SocketRegistry Sockets(TestHost host) => host.Services.GetRequiredService<SocketRegistry>();

    private static long Unsent(TestHost host) => host.Services.GetRequiredService<UnsentBudget>().Taken;

    private static long Unread(TestHost host) => host.Services.GetRequiredService<Http.BodyBudget>().Taken;

    private static string PingOf(int bytes)
    {
        const string frame = """{"m":0,"i":2,"n":"Ping","o":"{}"}""";
        return frame + new string(' ', Math.Max(0, bytes - frame.Length));
    }

    private static async Task<bool> TryAsync(TestHost host)
    {
        try
        {
            await using var socket = await TestSocket.OpenAsync(host);
            return true;
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    private async Task<TestHost> StartAsync(Func<SocketSettings, SocketSettings> change) =>
        await venue.StartHostAsync(settings => settings with { WebSockets = change(settings.WebSockets) });

    /// <summary>A user whose configuration is almost 1 MiB.</summary>
    private static async Task<TestUser> BigUserAsync(TestHost host)
    {
        var user = await host.NewUserAsync();
        for (var part = 0; part < 3; part++)
            (await user.PostAsync("SetUserConfig", Big(part))).MustSucceed();
        return user;
    }

    private static string Big(int part) =>
        JsonSerializer.Serialize(new { Config = Enumerable.Range(0, 75).Select(key => new { Key = $"{part} {key}", Value = new string('v', 4000) }) });

    /// <summary>Somebody who asks often and never reads.</summary>
    private static async Task<TestSocket> MuteAsync(TestUser user, int asks)
    {
        var socket = await TestSocket.OpenAsync(user.Host.Address, reads: false);
        await socket.SendAsync(JsonSerializer.Serialize(new { m = 0, i = 2, n = "AuthenticateUser", o = JsonSerializer.Serialize(new { UserName = user.Name, TestUser.Password }) }));
        for (var one = 0; one < asks; one++)
            await socket.SendAsync($$"""{"m":0,"i":{{4 + (2 * one)}},"n":"GetUserConfig","o":"{}"}""");
        return socket;
    }
}
