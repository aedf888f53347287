using System.Runtime.ExceptionServices;
using global::Marten.Exceptions;
using Npgsql;
using UserDomain.Model;

namespace UserDomain.Marten;

/// <summary>What the database said, out of what Marten puts around it: retries and refusals go by that, as with the other engine.</summary>
internal static class Unwrapped
{
    /// <exception cref="UnknownEventException">An event cannot be read by this release.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (UnknownEventTypeException unknown)
        {
            throw new UnknownEventException(unknown.EventTypeName, unknown);
        }
        catch (EventDeserializationFailureException unreadable)
        {
            throw new UnknownEventException(unreadable.EventTypeName ?? "", unreadable);
        }
        catch (Exception wrapped) when (wrapped is not (NpgsqlException or OperationCanceledException) && Find(wrapped) is { } said)
        {
            ExceptionDispatchInfo.Throw(said);
            throw;
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public static Task RunAsync(Func<Task> run) => RunAsync(async () =>
    {
        await run();
        return true;
    });

    private static Exception? Find(Exception wrapped)
    {
        for (var inner = wrapped.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is NpgsqlException or OperationCanceledException)
                return inner;
        }

        return null;
    }
}
