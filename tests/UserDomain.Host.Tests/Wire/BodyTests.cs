using System.Text;

namespace UserDomain.Host.Tests.Wire;

/// <summary>Bodies beyond the limit, and what a stranger gets to know from a body: nothing.</summary>
public sealed class BodyTests(OneHost host) : IClassFixture<OneHost>
{
    private const int Limit = 1024 * 1024;

    private static readonly string[] CallsOfSignedIn =
        ["CreateUser", "SetUserInfo", "GetUserInfo", "SetUserConfig", "GetUserConfig", "RemoveUserConfig", "GetUserPermissions"];

    public static TheoryData<string> Calls => [.. CallsOfSignedIn];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_megabytes_are_refused_and_the_connection_lives_on(bool chunked)
    {
        var user = await host.NewUserAsync();

        (await user.Client.PostAsync("SetUserConfig", Body(2 * Limit, chunked))).MustRefuse(100, "Payload is too long");

        (await user.ConfigAsync()).Should().Be("[]");
    }

    [Theory]
    [InlineData(Limit, false)]
    [InlineData(Limit, true)]
    [InlineData(Limit + 1, false)]
    [InlineData(Limit + 1, true)]
    public async Task The_limit_is_exact(int length, bool chunked)
    {
        var answer = await (await host.OperatorAsync()).PostAsync("GetUserPermissions", Body(length, chunked));

        if (length > Limit)
            answer.MustRefuse(100, "Payload is too long");
        else
            answer.MustBe("""["SUPERUSER"]""");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_stranger_is_turned_away_whatever_he_sends(string call)
    {
        (await host.Stranger.PostAsync(call, "{malformed")).MustNotKnowTheCaller();
        (await host.Stranger.PostAsync(call, Body(2 * Limit, chunked: true))).MustNotKnowTheCaller();
        (await host.Stranger.PostAsync(call, Body(2 * Limit, chunked: false))).MustNotKnowTheCaller();
        (await host.Stranger.PostAsync(call, "{}", ("APToken", "8b3a1f52-0000-4000-8000-5d2f3c1b0a99"))).MustNotKnowTheCaller();
        (await host.Stranger.PostAsync(call, "{}", ("APToken", "ünknown"))).MustNotKnowTheCaller();
    }

    [Fact]
    public async Task A_stranger_is_answered_before_he_has_sent_his_body()
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(host.Host.Address.Host, host.Host.Address.Port);
        await using var stream = client.GetStream();

        await stream.WriteAsync("POST /AP/SetUserConfig HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{"u8.ToArray());

        using var reader = new StreamReader(stream, Encoding.ASCII);
        var line = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
        line.Should().Be("HTTP/1.1 401 Unauthorized");
    }

    [Fact]
    public async Task A_public_call_bounds_what_it_reads_too() =>
        (await host.Stranger.PostAsync("AuthenticateUser", Body(2 * Limit, chunked: true))).MustRefuse(100, "Payload is too long");

    private static HttpContent Body(int length, bool chunked)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, (byte)' ');
        bytes[0] = (byte)'{';
        bytes[^1] = (byte)'}';
        return chunked ? new Chunked(bytes) : new ByteArrayContent(bytes);
    }

    private sealed class Chunked(byte[] bytes) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            foreach (var chunk in bytes.Chunk(50_000))
                await stream.WriteAsync(chunk);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
