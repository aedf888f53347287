namespace UserDomain.Host;

/// <summary>The host does not start; the message says in a sentence why, and what to do.</summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
