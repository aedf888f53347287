using System.Threading.Tasks.Sources;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Events;

/// <summary>What became of an append that was sent with others.</summary>
internal enum Fate
{
    /// <summary>The answer was lost. What nobody says anything of counts as this.</summary>
    Unknown,

    /// <summary>It was not stored by this sending: its stream was held or elsewhere, or all of the group was refused.</summary>
    NotStored,

    /// <summary>It is durable.</summary>
    Stored,
}

/// <summary>An append that waits to be sent with others; its texts are written before, by its own caller.</summary>
internal sealed class GroupItem : IValueTaskSource<Fate>
{
    private ManualResetValueTaskSourceCore<Fate> fate = new() { RunContinuationsAsynchronously = true };

    private GroupItem(Append append)
    {
        Append = append;
        Events = [.. append.Events.Select(added => StoredEvents.WriteUtf8(added.Event))];
        Documents = [.. append.Views.Select(change => change.Document is { } document ? ViewTable.Write(document) : null)];
        Headers = EventHeaders.WriteUtf8(append.Origin);
        Bytes = Events.Sum(one => one.Length) + Documents.Sum(one => one?.Length ?? 0);
    }

    public Append Append { get; }

    /// <summary>JSON as UTF-8, of each event.</summary>
    public byte[][] Events { get; }

    /// <summary>JSON as UTF-8, of each view's change; none where it takes a document out.</summary>
    public byte[]?[] Documents { get; }

    /// <summary>JSON as UTF-8, around each of the events.</summary>
    public byte[] Headers { get; }

    /// <summary>How long its texts are.</summary>
    public int Bytes { get; }

    /// <summary>When it began to wait, as the clock counts.</summary>
    public long Since { get; set; }

    /// <summary>
    /// The append, if it may go with others: its stream's row decides alone whether it is stored. Not one that claims what must be unique or
    /// brings something beside events and views, which could be refused, or wait, for a reason of its own.
    /// </summary>
    public static GroupItem? Of(Append append) =>
        append is { ExpectedVersion: > 0, Asserting.Count: 0, Companions.Count: 0 } && append.Views.All(change => !ViewTables.Of(change.View).ClaimsKeys)
            ? new(append)
            : null;

    /// <summary>To be awaited once.</summary>
    public ValueTask<Fate> Ended => new(this, fate.Version);

    /// <summary>Who waits for it goes on elsewhere.</summary>
    public void End(Fate how) => fate.SetResult(how);

    /// <summary>Who waits for it goes on here, before this comes back, and for as long as he likes.</summary>
    public void EndHere(Fate how)
    {
        fate.RunContinuationsAsynchronously = false;
        fate.SetResult(how);
    }

    Fate IValueTaskSource<Fate>.GetResult(short token) => fate.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<Fate>.GetStatus(short token) => fate.GetStatus(token);

    void IValueTaskSource<Fate>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        fate.OnCompleted(continuation, state, token, flags);
}
