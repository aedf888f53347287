namespace UserDomain.Postgres.Embedded;

/// <summary>
/// The embedded server cannot run. The message is one sentence for the operator, without secrets: what is wrong, where, and what to do.
/// </summary>
public sealed class EmbeddedPostgresException(string message, Exception? cause = null) : Exception(message, cause);
