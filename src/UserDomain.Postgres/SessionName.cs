namespace UserDomain.Postgres;

/// <summary>
/// What sessions of hosts and verbs are called at the server. By its beginning they are told from those of other programs, so whoever writes events has it,
/// whatever the engine.
/// </summary>
public static class SessionName
{
    internal const string Beginning = "UserDomain";

    /// <summary>The name of this process.</summary>
    public static string Mine { get; } = $"{Beginning} {Environment.MachineName}/{Environment.ProcessId}";

    /// <summary>The name of a session of this process that is there for something of its own.</summary>
    public static string For(string purpose) => $"{Beginning} {purpose} {Environment.MachineName}/{Environment.ProcessId}";
}
