namespace UserDomain.Postgres;

/// <summary>Work on the store that cannot be done, in a sentence for whoever asked for it. Nothing was changed, unless it says so.</summary>
public sealed class JobException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The same work is under way elsewhere.</summary>
public sealed class BusyException(string message) : Exception(message);
