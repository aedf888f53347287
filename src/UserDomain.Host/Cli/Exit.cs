namespace UserDomain.Host.Cli;

/// <summary>What verbs exit with, so that scripts can tell: the README lists the same.</summary>
internal static class Exit
{
    public const int Done = 0;

    /// <summary>Refused or failed, with a sentence on the error stream.</summary>
    public const int Failed = 1;

    /// <summary>It was looked at, and something is not as it should be: a difference, a broken seal, a stopped view.</summary>
    public const int Found = 2;

    /// <summary>The same work is under way elsewhere; nothing was changed.</summary>
    public const int Busy = 3;

    /// <summary>Stopped by a signal; it can be run again.</summary>
    public const int Stopped = 130;
}
