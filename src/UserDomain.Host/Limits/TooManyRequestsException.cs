namespace UserDomain.Host.Limits;

/// <summary>Somebody asks more often than he may. Nothing was done.</summary>
public sealed class TooManyRequestsException(TimeSpan retryAfter) : Exception("Too many requests.")
{
    /// <summary>When there is room again, if nobody else takes it.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
