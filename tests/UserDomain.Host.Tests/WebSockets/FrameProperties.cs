using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using UserDomain.Config;
using UserDomain.Host.WebSockets;
using UserDomain.Host.Wire;

namespace UserDomain.Host.Tests.WebSockets;

/// <summary>However a client writes the same frame, it is read the same: keys in any order and case, white space, comments, a comma too many.</summary>
public sealed class FrameProperties
{
    private static readonly string[] Noise = ["", " ", "\n\t", "/* a , } */", "// b \" {\n", "\r\n  "];

    private static readonly CallCatalog Calls = new();

    [Property(MaxTest = 500)]
    public void A_frame_is_read_the_same_however_it_is_written(long number, string name, long userId, string userName, bool isText, int seed)
    {
        var draw = new Random(seed);
        (name, userName) = (Storable(name), Storable(userName));
        var payload = Write(draw, ("UserId", $"{Math.Abs(userId % 1000) + 1}"), ("UserName", JsonSerializer.Serialize(userName)), ("Else", "[1,{},]"));
        var written = Write(draw, ("m", "0"), ("i", draw.Next(2) == 0 ? $"{number}" : $"\"{number}\""), ("n", JsonSerializer.Serialize(name)),
            ("o", isText ? JsonSerializer.Serialize(payload) : payload), ("more", "null"));

        var frame = FrameReader.Read(Encoding.UTF8.GetBytes(written));

        frame.Wrong.Should().BeNull(written);
        (frame.Number, frame.Name).Should().Be((number, name), written);
        Calls.TryGet("getUSERconfig", out var call).Should().BeTrue();
        Payload.Read(call, FrameReader.PayloadOf(frame)).Should().Be(new GetUserConfig(Math.Abs(userId % 1000) + 1, userName), written);
    }

    [Property(MaxTest = 500)]
    public void Whatever_comes_is_a_frame_or_is_refused_and_nothing_else(byte[] bytes)
    {
        var frame = FrameReader.Read(bytes);

        (frame.Wrong is null).Should().BeFalse("no random bytes name a call");
    }

    [Property(MaxTest = 500)]
    public void A_reply_says_the_same_payload_however_it_is_cut(int[] ends, string part)
    {
        var payload = JsonSerializer.Serialize(new { Text = string.Concat(Enumerable.Repeat(Storable(part) + "\u00e4\ud834\udd1e\"\\", ends.Length * 400)) });

        using var reply = Reply.Write(FrameKind.Reply, ends.Length, "n", Encoding.UTF8.GetBytes(payload));

        SocketFrame.Of(Encoding.UTF8.GetString(reply.Written.Span)).Should().Be(new SocketFrame(1, ends.Length, "n", payload));
    }

    /// <summary>What can be a name: some text, whole characters, none of them nought.</summary>
    private static string Storable(string? drawn) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(drawn ?? "")).Replace("\0", "", StringComparison.Ordinal) is { Length: > 0 } text ? text : "x";

    private static string Write(Random draw, params (string Key, string Value)[] members)
    {
        draw.Shuffle(members);
        var text = new StringBuilder(Some(draw)).Append('{');
        for (var at = 0; at < members.Length; at++)
        {
            var key = string.Concat(members[at].Key.Select(letter => draw.Next(2) == 0 ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter)));
            text.Append(Some(draw)).Append('"').Append(key).Append('"').Append(Space(draw)).Append(':').Append(Some(draw)).Append(members[at].Value).Append(Some(draw));
            if (at < members.Length - 1 || draw.Next(2) == 0)
                text.Append(',');
        }

        return text.Append(Some(draw)).Append('}').Append(Some(draw)).ToString();
    }

    /// <summary>The runtime's reader takes no comment between a key and its colon.</summary>
    private static string Space(Random draw) => draw.Next(2) == 0 ? "" : " \n";

    private static string Some(Random draw) => Noise[draw.Next(Noise.Length)];
}
