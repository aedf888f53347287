using Npgsql;
using NpgsqlTypes;
using UserDomain.EventSourcing;
using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Projections;

/// <summary>
/// Whether each event of a page is the next of its stream. Appends bring about nothing else, since each holds its stream's row when it draws
/// places; a record that was damaged may, and nothing is to be folded on that.
/// </summary>
internal static class StreamSteps
{
    private const string SelectBreaks = """
        select s.place, (select coalesce(max(e.version), 0) + 1 from mt_events e where e.stream_id = s.stream and e.seq_id < s.place)
        from unnest($1::varchar[], $2::bigint[], $3::bigint[]) s(stream, version, place)
        where not exists (select from mt_events e where e.stream_id = s.stream and e.version = s.version - 1 and e.seq_id < s.place)
        """;

    /// <summary>The first event before which the one before it in its stream does not come; none where all are.</summary>
    /// <param name="skipped">Places of events that are passed over, whatever is the matter with them.</param>
    public static async Task<Poison?> FindBreakAsync(
        NpgsqlConnection connection, IReadOnlyList<StoredEvent> page, IReadOnlySet<long> skipped, CancellationToken cancellationToken)
    {
        var breaks = page is SharedPage shared
            ? await shared.BreaksAsync(() => FindBreaksAsync(connection, page, cancellationToken))
            : await FindBreaksAsync(connection, page, cancellationToken);
        return breaks.Where(found => !skipped.Contains(found.Event.Sequence)).MinBy(found => found.Event.Sequence);
    }

    private static async Task<IReadOnlyList<Poison>> FindBreaksAsync(NpgsqlConnection connection, IReadOnlyList<StoredEvent> page, CancellationToken cancellationToken)
    {
        var (versions, doubtful) = (new Dictionary<string, long>(StringComparer.Ordinal), new List<StoredEvent>());
        foreach (var stored in page)
        {
            if (stored.Version != versions.GetValueOrDefault(stored.Stream) + 1)
                doubtful.Add(stored);
            versions[stored.Stream] = stored.Version;
        }

        var seen = (page as SharedPage)?.Seen;
        doubtful.RemoveAll(stored => stored.Version == 1 || seen?.HasSeenBefore(stored) is true);
        var breaks = doubtful is [] ? [] : await AskAsync(connection, doubtful, cancellationToken);
        seen?.Add(page);
        return breaks;
    }

    /// <summary>What comes first of its stream in a page must follow what stands before the page.</summary>
    private static async Task<List<Poison>> AskAsync(NpgsqlConnection connection, List<StoredEvent> doubtful, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            SelectBreaks, P(NpgsqlDbType.Varchar, doubtful.Select(stored => stored.Stream)),
            P(NpgsqlDbType.Bigint, doubtful.Select(stored => stored.Version)), P(NpgsqlDbType.Bigint, doubtful.Select(stored => stored.Sequence)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var breaks = new List<Poison>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var stored = doubtful.Find(one => one.Sequence == reader.GetInt64(0))!;
            breaks.Add(new(stored, new BrokenStreamException(new(stored.Stream), reader.GetInt64(1), stored.Version)));
        }

        return breaks;
    }
}
