using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using UserDomain.Host.Http;
using UserDomain.Model;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.SignIn;

/// <summary>Two hosts on one database: what one takes from somebody, the other honours for less than a second, by a clock that stands until it is moved on.</summary>
public sealed class KnownCallerTests : IAsyncLifetime
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);

    private readonly FakeClock clock = new() { Now = TimeProvider.System.GetUtcNow() };
    private TestVenue venue = null!;
    private TestHost here = null!;
    private TestHost there = null!;

    public static TheoryData<string, string> Takings => new()
    {
        { "RevokeUserPermission", """{"UserId":#,"Permission":"Operator"}""" },
        { "ForceUserLogoff", """{"UserName":"@"}""" },
        { "SetUserInfo", """{"UserId":#,"password":"Another-Staple-3"}""" },
        { "SetUserInfo", """{"UserId":#,"emailVerified":false}""" },
    };

    public async Task InitializeAsync()
    {
        venue = await TestVenue.CreateAsync();
        here = await venue.StartHostAsync();
        clock.Hold();
        there = await venue.StartHostAsync(clock: clock);
    }

    public async Task DisposeAsync() => await venue.DisposeAsync();

    [Theory, MemberData(nameof(Takings))]
    public async Task What_an_operator_takes_counts_there_before_a_second_has_passed_and_here_at_once(string call, string payload)
    {
        var (user, other) = (await here.NewUserAsync(permissions: "Operator"), await here.NewUserAsync());
        (await AskAsync(user, there, other)).MustHaveData();
        (await AskAsync(user, here, other)).MustHaveData();

        var answer = await (await here.OperatorAsync()).PostAsync(call, Spell(payload, user));

        answer.Status.Should().Be(HttpStatusCode.OK);
        MustNotLetIn(await AskAsync(user, here, other));
        await MustBeHonouredForLessThanASecondAsync(user, other);
    }

    [Fact]
    public async Task A_log_out_counts_there_before_a_second_has_passed_and_here_at_once()
    {
        var (user, other) = (await here.NewUserAsync(permissions: "Operator"), await here.NewUserAsync());
        (await AskAsync(user, there, other)).MustHaveData();
        (await AskAsync(user, here, other)).MustHaveData();

        (await user.PostAsync("LogOut")).MustSucceed();

        MustNotLetIn(await AskAsync(user, here, other));
        await MustBeHonouredForLessThanASecondAsync(user, other);
    }

    [Fact]
    public async Task A_lock_counts_there_before_a_second_has_passed_and_here_at_once()
    {
        var (user, other) = (await here.NewUserAsync(permissions: "Operator"), await here.NewUserAsync());
        (await AskAsync(user, there, other)).MustHaveData();
        (await AskAsync(user, here, other)).MustHaveData();

        for (var wrong = 0; wrong < 5; wrong++)
            await here.SignInAnswerAsync(user.Name, "Wrong-Horse-1");

        MustNotLetIn(await AskAsync(user, here, other));
        await MustBeHonouredForLessThanASecondAsync(user, other);
    }

    [Fact]
    public async Task What_somebody_is_given_here_is_his_there_at_once()
    {
        var (user, other) = (await here.NewUserAsync(), await here.NewUserAsync());
        MustNotLetIn(await AskAsync(user, there, other));

        await venue.RecordAsync(user.Id, new UserPermissionGranted(Permission.Operator));

        (await AskAsync(user, there, other)).MustHaveData();
    }

    [Fact]
    public async Task A_session_that_is_known_from_its_address_is_good_from_no_other()
    {
        var user = await here.NewUserAsync();
        (await user.PostAsync("GetUserInfo")).MustHaveData();

        (await user.Client.With(from: TestClient.From(IPAddress.Parse("127.0.0.2"))).PostAsync("GetUserInfo")).MustNotKnowTheCaller();

        (await user.PostAsync("GetUserInfo")).MustHaveData();
    }

    [Fact]
    public async Task Frames_of_a_socket_go_by_the_same()
    {
        var (user, other) = (await here.NewUserAsync(permissions: "Operator"), await here.NewUserAsync());
        await using var socket = await WebSockets.TestSocket.OpenAsync(user, there);
        (await socket.CallAsync("GetUserInfo", $$"""{"UserId":{{other.Id}}}""")).MustHaveData();

        await venue.RecordAsync(user.Id, new UserPermissionRevoked(Permission.Operator));
        clock.Advance(Promised);

        MustNotLetIn(await socket.CallAsync("GetUserInfo", $$"""{"UserId":{{other.Id}}}"""));
    }

    [Theory]
    [InlineData("AP/SetUserConfig", "APToken: ")]
    [InlineData("v2/users/update-config", "Authorization: Bearer ")]
    public async Task Who_lets_his_body_come_slowly_counts_as_he_is_at_its_end(string path, string header)
    {
        const int begun = 9_000;
        var user = await here.NewUserAsync();
        var body = Encoding.ASCII.GetBytes($$"""{"userId":{{user.Id}},"Config":{"a":"{{new string('x', begun)}}"} }""");
        using var connection = new TcpClient();
        await connection.ConnectAsync(there.Address.Host, there.Address.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /{path} HTTP/1.1\r\nHost: x\r\n{header}{user.Client.Token}\r\nContent-Length: {body.Length}\r\n\r\n"));
        await stream.WriteAsync(body.AsMemory(0, begun));
        await Eventually.HoldsAsync(() => there.Services.GetRequiredService<BodyBudget>().Taken > 0, "he was found, and is being read");

        (await user.PostAsync("LogOut")).MustSucceed();
        clock.Advance(Promised);
        await stream.WriteAsync(body.AsMemory(begun));

        using var answer = new StreamReader(stream, Encoding.ASCII);
        (await answer.ReadLineAsync()).Should().Be("HTTP/1.1 401 Unauthorized");
    }

    /// <summary>There he was last asked for before it happened.</summary>
    private async Task MustBeHonouredForLessThanASecondAsync(TestUser user, TestUser other)
    {
        clock.Advance(KnownCallers.Longest - TimeSpan.FromMilliseconds(1));
        (await AskAsync(user, there, other)).MustHaveData();
        clock.Advance(Promised - KnownCallers.Longest + TimeSpan.FromMilliseconds(1));
        MustNotLetIn(await AskAsync(user, there, other));
    }

    private static Task<Answer> AskAsync(TestUser user, TestHost host, TestUser other) =>
        user.Client.With(host: () => host.Address).PostAsync("GetUserInfo", $$"""{"UserId":{{other.Id}}}""");

    private static void MustNotLetIn(Answer answer) => answer.Json.GetProperty("errorcode").GetInt32().Should().Be(20);

    private static string Spell(string payload, TestUser user) =>
        payload.Replace("#", $"{user.Id}", StringComparison.Ordinal).Replace("@", user.Name, StringComparison.Ordinal);
}
