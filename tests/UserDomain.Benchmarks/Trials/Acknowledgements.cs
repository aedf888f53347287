using System.Buffers.Binary;
using UserDomain.Benchmarks.Loads;

namespace UserDomain.Benchmarks.Trials;

/// <summary>Every call that was acknowledged by processes that are killed, by run and caller, as they told before they went on.</summary>
internal sealed class Acknowledgements
{
    private const int Size = 8; // a caller and a number; written at once, so that a killed process leaves no half of one

    private readonly Dictionary<(string Run, int Caller), HashSet<int>> told = [];
    private long count;

    public long Count => Interlocked.Read(ref count);

    public bool Contains(string run, int caller, int n) => told.TryGetValue((run, caller), out var numbers) && numbers.Contains(n);

    /// <summary>Takes in what a process tells, until its end.</summary>
    public async Task ReadAsync(Stream stream, string run)
    {
        var buffer = new byte[64 * 1024];
        for (int had = 0, read; (read = await stream.ReadAsync(buffer.AsMemory(had))) > 0;)
        {
            var whole = (had + read) / Size * Size;
            for (var at = 0; at < whole; at += Size)
                Add(run, BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at)), BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at + 4)));
            had = had + read - whole;
            buffer.AsSpan(whole, had).CopyTo(buffer);
        }
    }

    private void Add(string run, int caller, int n)
    {
        if (!told.TryGetValue((run, caller), out var numbers))
            told[(run, caller)] = numbers = [];
        numbers.Add(n);
        Interlocked.Increment(ref count);
    }

    /// <summary>In the process that calls: tells each, and then it counts.</summary>
    internal sealed class Telling(Stream stream) : IAcknowledged
    {
        private readonly Lock gate = new();
        private readonly byte[] buffer = new byte[Size];

        public void Done(int caller, int n, int user, int key)
        {
            lock (gate)
            {
                BinaryPrimitives.WriteInt32LittleEndian(buffer, caller);
                BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(4), n);
                stream.Write(buffer);
            }
        }

        public void Unknown(int user, int key)
        {
            // It may be there or not: nothing is said of it.
        }
    }
}
