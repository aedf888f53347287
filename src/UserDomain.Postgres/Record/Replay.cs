using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using UserDomain.Model;
using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Record;

/// <summary>Which events a replay shows: recorded from a time on, before another, of one user.</summary>
public sealed record ReplayRange(DateTimeOffset? From, DateTimeOffset? To, UserId? User);

/// <summary>The record as lines of JSON, one an event, in order.</summary>
public sealed class Replay(Database database, TimeProvider clock)
{
    private const int WriteSize = 256 * 1024;

    internal static readonly JsonWriterOptions Lines = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Fence fence = new(database, new(clock), clock);
    private readonly RawReader reader = new(database, new(clock));

    /// <summary>The last place that was drawn: where progress ends.</summary>
    public Task<long> ReachedAsync(CancellationToken cancellationToken) => fence.ReachedAsync(0, cancellationToken);

    /// <summary>Writes what was reached when it began, and says how many events that were.</summary>
    /// <param name="progress">Told the place that it is at.</param>
    public async Task<long> RunAsync(ReplayRange range, Stream output, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var reached = await ReachedAsync(cancellationToken);
        var lines = new ArrayBufferWriter<byte>(2 * WriteSize);
        await using var json = new Utf8JsonWriter(lines, Lines);
        var count = 0L;
        await foreach (var page in reader.ReadAsync(0, reached, Where(range), cancellationToken))
        {
            foreach (var row in page.Rows)
            {
                Write(json, lines, row.Span);
                if (lines.WrittenCount >= WriteSize)
                    await FlushAsync(lines, output, cancellationToken);
            }

            count += page.Count;
            progress.Report(new EventRow(page.LastRow.Span).Place);
        }

        await FlushAsync(lines, output, cancellationToken);
        await output.FlushAsync(cancellationToken);
        return count;
    }

    private static void Write(Utf8JsonWriter json, ArrayBufferWriter<byte> lines, ReadOnlySpan<byte> row)
    {
        json.Reset();
        EventLine.Write(json, new(row));
        json.Flush();
        lines.Write("\n"u8);
    }

    private static async ValueTask FlushAsync(ArrayBufferWriter<byte> lines, Stream output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(lines.WrittenMemory, cancellationToken);
        lines.ResetWrittenCount();
    }

    /// <summary>Made of numbers and times only. A user's places are found by his streams first, or the database might go along all events to find them in order.</summary>
    private static string Where(ReplayRange range)
    {
        var parts = new List<string> { "true" };
        if (range.From is { } from)
            parts.Add($"timestamp >= {Literal(from)}");
        if (range.To is { } to)
            parts.Add($"timestamp < {Literal(to)}");
        if (range.User is { } user)
            parts.Add($"seq_id = any(array(select seq_id from mt_events where stream_id in ('user-{user}', 'signin-{user}')))");
        return string.Join(" and ", parts);
    }

    private static string Literal(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"timestamptz '{time.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'");
}
