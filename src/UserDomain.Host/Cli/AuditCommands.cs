using System.CommandLine;

namespace UserDomain.Host.Cli;

/// <summary><c>audit …</c>: who changed what, and whether the record of it was touched.</summary>
internal static class AuditCommands
{
    public static Command Create() => new("audit", "Who changed what, and whether the record of it was touched.")
    {
        Jobs.Json,
        AuditUserCommands.CreateTrail(), AuditUserCommands.CreateAsOf(), AuditReplayCommand.Create(),
        AuditRecordCommands.CreateSeal(), AuditRecordCommands.CreateHead(), AuditRecordCommands.CreateVerify(),
        AuditRecordCommands.CreateProve(), AuditRecordCommands.CreateCheck(),
    };
}
