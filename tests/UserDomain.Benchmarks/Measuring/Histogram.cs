using System.Diagnostics;
using System.Numerics;

namespace UserDomain.Benchmarks.Measuring;

/// <summary>
/// How long calls took, counted from many threads in a fixed room: 1 µs to over a minute, to within 2 %. Recording allocates nothing.
/// </summary>
internal sealed class Histogram
{
    private const int StepBits = 6; // 64 steps from one power of two to the next
    private const int Steps = 1 << StepBits;
    private const int Powers = 28;

    private readonly long[] counts = new long[Powers * Steps];

    /// <param name="from">When the call began, as <see cref="Stopwatch.GetTimestamp"/> has it.</param>
    /// <returns>When it ended.</returns>
    public long Record(long from)
    {
        var now = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref counts[BucketOf((long)Stopwatch.GetElapsedTime(from, now).TotalMicroseconds)]);
        return now;
    }

    /// <summary>What was recorded since it was last taken.</summary>
    public Latency Take()
    {
        long[] taken = [.. Enumerable.Range(0, counts.Length).Select(bucket => Interlocked.Exchange(ref counts[bucket], 0))];
        var total = taken.Sum();
        return new(total, At(taken, total, 0.5), At(taken, total, 0.99), At(taken, total, 0.999), At(taken, total, 1));
    }

    private static int BucketOf(long microseconds)
    {
        var value = (ulong)Math.Max(1, microseconds);
        var power = BitOperations.Log2(value);
        var step = power <= StepBits ? (value << (StepBits - power)) & (Steps - 1) : (value >> (power - StepBits)) & (Steps - 1);
        return Math.Min((power * Steps) + (int)step, (Powers * Steps) - 1);
    }

    /// <summary>In milliseconds, the upper end of the bucket where that share of all is reached.</summary>
    private static double At(long[] taken, long total, double share)
    {
        var (wanted, seen) = ((long)Math.Ceiling(total * share), 0L);
        for (var bucket = 0; bucket < taken.Length; bucket++)
        {
            seen += taken[bucket];
            if (seen >= wanted && seen > 0)
                return Math.ScaleB(1 + ((bucket % Steps) + 1.0) / Steps, bucket / Steps) / 1000;
        }

        return 0;
    }
}

/// <summary>In milliseconds.</summary>
internal sealed record Latency(long Count, double P50, double P99, double P999, double Max);
