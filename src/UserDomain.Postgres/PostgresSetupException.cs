namespace UserDomain.Postgres;

/// <summary>The database cannot be used as it is; the message says in a sentence why, and what to do.</summary>
public sealed class PostgresSetupException(string message, Exception? inner = null) : Exception(message, inner);
