namespace UserDomain.Host.WebSockets;

/// <summary>What can be set about WebSockets, each by an environment variable <c>USERDOMAIN_WEBSOCKETS__…</c>.</summary>
public sealed record SocketSettings
{
    /// <summary><c>MAXIMUM</c>: how many are open at a time.</summary>
    public int Maximum { get; init; } = 10_000;

    /// <summary><c>IDLE</c>: one that sends no message for so long is closed.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromHours(1);

    /// <summary><c>MESSAGETIME</c>: how long a message may take from its first byte to its last.</summary>
    public TimeSpan MessageTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>SENDTIME</c>: how long 64 KiB of a reply may wait for the client to take them.</summary>
    public TimeSpan SendTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>UNSENTBYTES</c>: what replies of all sockets that wait to be sent may come to; above it, the socket that most wait for is cut off.</summary>
    public long UnsentBytes { get; init; } = 128 * 1024 * 1024;

    /// <exception cref="FormatException">One is not a positive number or time.</exception>
    public static SocketSettings Read(IConfiguration settings)
    {
        var usual = new SocketSettings();
        var read = new SocketSettings
        {
            Maximum = settings.GetValue("WEBSOCKETS:MAXIMUM", usual.Maximum),
            Idle = settings.GetValue("WEBSOCKETS:IDLE", usual.Idle),
            MessageTime = settings.GetValue("WEBSOCKETS:MESSAGETIME", usual.MessageTime),
            SendTime = settings.GetValue("WEBSOCKETS:SENDTIME", usual.SendTime),
            UnsentBytes = settings.GetValue("WEBSOCKETS:UNSENTBYTES", usual.UnsentBytes),
        };
        return read is { Maximum: > 0, UnsentBytes: > 0 } && IsTime(read.Idle) && IsTime(read.MessageTime) && IsTime(read.SendTime)
            ? read
            : throw new FormatException("USERDOMAIN_WEBSOCKETS__… are positive numbers, and times like 00:00:30 of a day at most.");
    }

    private static bool IsTime(TimeSpan time) => time > TimeSpan.Zero && time <= TimeSpan.FromDays(1);
}
