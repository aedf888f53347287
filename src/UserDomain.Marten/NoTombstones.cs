using global::Marten;

namespace UserDomain.Marten;

/// <summary>
/// Keeps Marten from filling places that a failed append has drawn: it does so in a stream of its own, by transactions of its own, whose events
/// mean nothing here. A place that is never taken is nothing that readers in order wait for. What is to be written is settled when this runs.
/// </summary>
internal sealed class NoTombstones : DocumentSessionListenerBase
{
    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        session.PendingChanges.Streams().Clear();
        return Task.CompletedTask;
    }
}
