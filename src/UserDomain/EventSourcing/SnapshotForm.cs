using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.EventSourcing;

/// <summary>
/// How a user is written down as a snapshot: a head, and the pages of his configuration, of which a large one's are read only as they are needed. The head
/// is a checksum over the rest of it, its length, the length of some JSON, the JSON, and what there is of the configuration. It holds what his events came to,
/// and no secret.
/// </summary>
public static class SnapshotForm
{
    /// <summary>To be raised by hand where an event comes to mean something else, or is written otherwise, while the members are what they were.</summary>
    private const int Meaning = 1;

    /// <summary>How many of its first bytes are read at once: all of most users.</summary>
    public const int ReadFirst = 8192;

    private const int HeadLengthAt = sizeof(uint);
    private const int JsonLengthAt = HeadLengthAt + sizeof(int);
    private const int JsonAt = JsonLengthAt + sizeof(int);

    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>What a snapshot must have been made by to be read: another release's, with other members, is as good as none.</summary>
    public static string Shape { get; } = $"{Meaning}.{UserConfig.Form}.{TypeShape.Of(typeof(Saved))}";

    /// <param name="state">Of a user who exists, with all of his configuration.</param>
    public static byte[] Write(UserState state)
    {
        var config = state.User.Config;
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new Saved(state.UserId.Value, state.Version, state.LastEvent, state.LastAt, state.User.ToSnapshot(), state.Info!), Json);
        var head = JsonAt + json.Length + config.HeadLength;
        var written = new byte[head + config.PagesLength];
        BinaryPrimitives.WriteInt32LittleEndian(written.AsSpan(HeadLengthAt), head);
        BinaryPrimitives.WriteInt32LittleEndian(written.AsSpan(JsonLengthAt), json.Length);
        json.CopyTo(written, JsonAt);
        config.WriteHead(written.AsSpan(JsonAt + json.Length));
        config.WritePages(written.AsSpan(head));
        BinaryPrimitives.WriteUInt32LittleEndian(written, Crc32C.Of(written.AsSpan(HeadLengthAt, head - HeadLengthAt)));
        return written;
    }

    /// <summary>Where pages stand in what was written; none where it is short enough to be read as a whole.</summary>
    /// <param name="state">The one that was written.</param>
    public static SnapshotPages? PagesOf(UserState state, ReadOnlySpan<byte> written)
    {
        if (written.Length <= ReadFirst)
            return null;
        var (keys, starts) = (new List<byte[]>(), new List<int> { HeadLength(written, written.Length) });
        foreach (var (firstKey, length) in state.User.Config.WrittenPages)
        {
            keys.Add(firstKey);
            starts.Add(starts[^1] + length);
        }

        return new([.. keys], [.. starts]);
    }

    /// <summary>How many bytes at its beginning are needed to read it; 0 where it is damaged.</summary>
    /// <param name="length">How long all of it is.</param>
    public static int HeadLength(ReadOnlySpan<byte> first, int length) =>
        first.Length >= JsonAt && BinaryPrimitives.ReadInt32LittleEndian(first[HeadLengthAt..]) is var head && head > JsonAt && head <= length ? head : 0;

    /// <summary>The user of whom it was made; none where it is damaged, or another's, or of another version than it is said to be.</summary>
    /// <param name="first">Its head, and what was read behind it.</param>
    /// <param name="length">How long all of it is.</param>
    public static UserState? Read(UserId userId, long version, ReadOnlySpan<byte> first, int length)
    {
        var head = HeadLength(first, length);
        if (head == 0 || head > first.Length || BinaryPrimitives.ReadUInt32LittleEndian(first) != Crc32C.Of(first[HeadLengthAt..head]))
            return null;
        try
        {
            var end = JsonAt + BinaryPrimitives.ReadInt32LittleEndian(first[JsonLengthAt..]);
            var saved = JsonSerializer.Deserialize<Saved>(first[JsonAt..end], Json)!;
            var config = UserConfig.Read(first[end..head], first[head..], head, length - head);
            return (saved.UserId, saved.Version) == (userId.Value, version) ? StateOf(saved, config) : null;
        }
        catch (Exception damaged) when (damaged is JsonException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Texts that the user and his info have in common are held once, as where they came from events.</summary>
    private static UserState StateOf(Saved saved, UserConfig config)
    {
        var info = saved.Info with { RecoveryEmail = Shared(saved.Info.RecoveryEmail, saved.Info.Email) };
        var user = saved.User with
        {
            UserNameKey = Shared(saved.User.UserNameKey, info.UserNameKey),
            Email = Shared(saved.User.Email, info.Email),
            Permissions = saved.User.Permissions.SequenceEqual(info.Permissions, StringComparer.Ordinal) ? info.Permissions : saved.User.Permissions,
        };
        return new(new(saved.UserId), saved.Version, saved.LastAt, User.Of(user, config), info)
        {
            LastEvent = saved.LastEvent,
            SavedAt = saved.Version,
            LeftIn = config.IsWhole ? null : new(saved.Version, saved.LastEvent),
        };
    }

    private static string Shared(string text, string other) => text == other ? other : text;

    private sealed record Saved(long UserId, long Version, Guid LastEvent, DateTimeOffset LastAt, UserSnapshot User, UserInfoView Info);
}
