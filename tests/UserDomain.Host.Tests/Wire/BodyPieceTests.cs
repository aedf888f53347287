using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using UserDomain.Host.Http;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Wire;

/// <summary>Bodies that come in pieces over one connection, or not to their end: each is read as far as it goes, and no further.</summary>
public sealed class BodyPieceTests(OneHost host) : IAsyncLifetime, IDisposable, IClassFixture<OneHost>
{
    private const int FirstPiece = 10_000;
    private static readonly string LongText = string.Concat(Enumerable.Range(0, 4_000).Select(i => $"{i:00000}"));

    private readonly TcpClient connection = new();
    private NetworkStream stream = null!;
    private StreamReader answers = null!;
    private TestUser user = null!;

    private BodyBudget Budget => host.Host.Services.GetRequiredService<BodyBudget>();

    public async Task InitializeAsync()
    {
        user = await host.NewUserAsync();
        await connection.ConnectAsync(host.Host.Address.Host, host.Host.Address.Port);
        stream = connection.GetStream();
        answers = new(stream, Encoding.ASCII);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        answers.Dispose();
        connection.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_one_behind_the_other_are_each_read_to_their_end_and_no_further(bool chunked)
    {
        byte[] sent = [.. Set("a", LongText, chunked), .. Set("b", "2", chunked), .. Request("GetUserConfig", "{}", chunked)];

        await stream.WriteAsync(sent.AsMemory(0, FirstPiece));
        await Eventually.HoldsAsync(() => Budget.Taken > 0, "the first piece is read");
        await stream.WriteAsync(sent.AsMemory(FirstPiece));

        (await AnswerAsync()).Should().Be(("HTTP/1.1 200 OK", Answer.Success));
        (await AnswerAsync()).Should().Be(("HTTP/1.1 200 OK", Answer.Success));
        (await AnswerAsync()).Should().Be(("HTTP/1.1 200 OK", $$"""[{"Key":"a","Value":"{{LongText}}"},{"Key":"b","Value":"2"}]"""));
        await Eventually.HoldsAsync(() => Budget.Taken == 0, "the room is given back");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_is_refused_leaves_the_connection_to_the_next_request(bool chunked)
    {
        await stream.WriteAsync((byte[])[.. Request("SetUserConfig", $"{{\"Config\":{LongText}", chunked), .. Set("b", "2", chunked)]);

        (await AnswerAsync()).Body.Should().Contain("Payload is not valid JSON");
        (await AnswerAsync()).Should().Be(("HTTP/1.1 200 OK", Answer.Success));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_ends_too_early_changes_nothing(bool chunked)
    {
        await stream.WriteAsync(Set("a", LongText, chunked).AsMemory(0, FirstPiece));
        connection.Client.Shutdown(SocketShutdown.Send);

        (await StatusIfAnyAsync()).Should().BeOneOf("HTTP/1.1 400 Bad Request", null);
        (await user.ConfigAsync()).Should().Be("[]");
        await Eventually.HoldsAsync(() => Budget.Taken == 0, "the room is given back");
    }

    [Fact]
    public async Task Who_leaves_in_the_middle_of_his_body_leaves_nothing_behind()
    {
        await stream.WriteAsync(Set("a", LongText, chunked: false).AsMemory(0, FirstPiece));
        await Eventually.HoldsAsync(() => Budget.Taken > 0, "the first piece is read");

        connection.Client.Close(0);

        await Eventually.HoldsAsync(() => Budget.Taken == 0, "the room is given back");
        (await user.ConfigAsync()).Should().Be("[]");
    }

    [Fact]
    public async Task Who_waits_to_be_asked_for_his_body_is_asked()
    {
        var request = Set("a", "1", chunked: false, "Expect: 100-continue\r\n");
        var headers = request.AsSpan().IndexOf("\r\n\r\n"u8) + 4;

        await stream.WriteAsync(request.AsMemory(0, headers));
        (await AnswerAsync()).Status.Should().Be("HTTP/1.1 100 Continue");
        await stream.WriteAsync(request.AsMemory(headers));

        (await AnswerAsync()).Should().Be(("HTTP/1.1 200 OK", Answer.Success));
    }

    private byte[] Set(string key, string value, bool chunked, string headers = "") =>
        Request("SetUserConfig", $$"""{"Config":[{"Key":"{{key}}","Value":"{{value}}"}]}""", chunked, headers);

    private byte[] Request(string call, string body, bool chunked, string headers = "") => Encoding.ASCII.GetBytes(
        $"POST /AP/{call} HTTP/1.1\r\nHost: x\r\nAPToken: {user.Client.Token}\r\n{headers}" + (chunked
            ? $"Transfer-Encoding: chunked\r\n\r\n{string.Concat(body.Chunk(1_000).Select(part => $"{part.Length:X}\r\n{new string(part)}\r\n"))}0\r\n\r\n"
            : $"Content-Length: {body.Length}\r\n\r\n{body}"));

    /// <summary>A connection that is reset answers as little as one that ends.</summary>
    private async Task<string?> StatusIfAnyAsync()
    {
        try
        {
            return (await AnswerAsync()).Status;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async Task<(string? Status, string Body)> AnswerAsync()
    {
        var (status, length) = (await answers.ReadLineAsync(), 0);
        while (await answers.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(line["Content-Length: ".Length..], CultureInfo.InvariantCulture);
        }

        var body = new char[length];
        if (length > 0)
            await answers.ReadBlockAsync(body); // with no room it would wait for what comes next
        return (status, new(body));
    }
}
