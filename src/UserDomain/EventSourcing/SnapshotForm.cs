using System.Buffers.Binary;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using UserDomain.Model;
using UserDomain.Profile;

namespace UserDomain.EventSourcing;

/// <summary>
/// How a user is written down as a snapshot: a checksum over all that follows, the length of some JSON, the JSON, and his configuration as it is held. It
/// holds what his events came to, and no secret.
/// </summary>
public static class SnapshotForm
{
    /// <summary>To be raised by hand where an event comes to mean something else, or is written otherwise, while the members are what they were.</summary>
    private const int Meaning = 1;

    private const int JsonAt = 2 * sizeof(int);

    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>What a snapshot must have been made by to be read: another release's, with other members, is as good as none.</summary>
    public static string Shape { get; } = $"{Meaning}.{UserConfig.Form}.{TypeShape.Of(typeof(Saved))}";

    /// <param name="state">Of a user who exists.</param>
    public static byte[] Write(UserState state)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new Saved(state.UserId.Value, state.Version, state.LastEvent, state.LastAt, state.User.ToSnapshot(), state.Info!), Json);
        var written = new byte[JsonAt + json.Length + state.User.Config.WrittenLength];
        BinaryPrimitives.WriteInt32LittleEndian(written.AsSpan(sizeof(int)), json.Length);
        json.CopyTo(written, JsonAt);
        state.User.Config.Write(written.AsSpan(JsonAt + json.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(written, Checksum(written));
        return written;
    }

    /// <summary>The user of whom it was made; none where it is damaged, or another's, or of another version than it is said to be.</summary>
    public static UserState? Read(UserId userId, long version, ReadOnlySpan<byte> written)
    {
        if (written.Length < JsonAt || BinaryPrimitives.ReadUInt32LittleEndian(written) != Checksum(written))
            return null;
        try
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(written[sizeof(int)..]);
            var saved = JsonSerializer.Deserialize<Saved>(written.Slice(JsonAt, length), Json)!;
            return (saved.UserId, saved.Version) == (userId.Value, version) ? StateOf(saved, UserConfig.Read(written[(JsonAt + length)..])) : null;
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
        return new(new(saved.UserId), saved.Version, saved.LastAt, User.Of(user, config), info) { LastEvent = saved.LastEvent, SavedAt = saved.Version };
    }

    private static string Shared(string text, string other) => text == other ? other : text;

    /// <summary>CRC-32C of all but itself: it is to find what disks and hands do to bytes, not who forges.</summary>
    private static uint Checksum(ReadOnlySpan<byte> written)
    {
        var sum = uint.MaxValue;
        var rest = written[sizeof(uint)..];
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(rest));
        foreach (var one in rest)
            sum = BitOperations.Crc32C(sum, one);
        return ~sum;
    }

    private sealed record Saved(long UserId, long Version, Guid LastEvent, DateTimeOffset LastAt, UserSnapshot User, UserInfoView Info);
}
