using System.Runtime.InteropServices;
using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Projections;

/// <summary>
/// At which version each stream was last read here, and at which place: whether an event follows it is then known without asking. It remembers the streams
/// that were read last; of others it knows nothing.
/// </summary>
internal sealed class StreamsSeen
{
    /// <summary>How many are remembered at least; at most twice as many, which take about 12 MiB.</summary>
    internal const int Most = 65_536;

    private readonly Lock gate = new();
    private Dictionary<string, Step> recent = new(StringComparer.Ordinal);
    private Dictionary<string, Step> before = new(StringComparer.Ordinal);

    /// <summary>Whether the event before it in its stream was read, at a place before its own.</summary>
    public bool HasSeenBefore(StoredEvent stored)
    {
        lock (gate)
            return Find(stored.Stream) is { } last && last.Version == stored.Version - 1 && last.Place < stored.Sequence;
    }

    /// <summary>What was read later stays; so views may be at different places.</summary>
    public void Add(IReadOnlyList<StoredEvent> page)
    {
        lock (gate)
        {
            foreach (var stored in page)
            {
                if (Find(stored.Stream) is { } last && last.Version >= stored.Version)
                    continue;
                recent[stored.Stream] = new(stored.Version, stored.Sequence);
                if (recent.Count == Most)
                    (before, recent) = (recent, new(Most, StringComparer.Ordinal));
            }
        }
    }

    public void Forget()
    {
        lock (gate)
            (before, recent) = ([], []);
    }

    private Step? Find(string stream) => recent.TryGetValue(stream, out var step) || before.TryGetValue(stream, out step) ? step : null;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Step(long Version, long Place);
}
