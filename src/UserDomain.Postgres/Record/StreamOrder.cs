using Npgsql;

namespace UserDomain.Postgres.Record;

/// <summary>Whether each stream's versions run from 1 on without a gap, in the order of places, up to the version that the stream is said to be at; and whether all places were drawn.</summary>
internal sealed class StreamOrder(NpgsqlDataSource source)
{
    private const int PageSize = 5_000;

    private const string SelectEnd = "select id from mt_streams where id > $1 order by id offset $2 limit 1";

    // One statement sees streams and events at one moment, so writers need not be waited for.
    private const string SelectBroken = """
        select f.place, f.stream, f.version, f.event, f.n, f.before, f.at from (
          select e.seq_id as place, s.id as stream, e.version, e.id as event, coalesce(lag(e.version) over w, 0) + 1 as n, lag(e.seq_id) over w as before,
                 case when lead(e.seq_id) over w is null then s.version end as at
          from mt_streams s left join mt_events e on e.stream_id = s.id
          where s.id > $1 and ($2::varchar is null or s.id <= $2)
          window w as (partition by s.id order by e.version, e.seq_id)) f
        where f.place is null and f.at <> 0 or f.version <> f.n or f.place < f.before or f.at is distinct from f.version and f.at is not null
        """;

    private const string SelectStreamless = """
        select e.seq_id, e.stream_id, e.version, e.id, null::bigint, null::bigint, null::bigint
        from mt_events e where not exists (select from mt_streams s where s.id = e.stream_id)
        """;

    // How far places go is looked at after what stands there: one drawn meanwhile is among them.
    private const string SelectUndrawn = """
        select e.seq_id, e.stream_id, e.version, e.id, e.version, null::bigint, null::bigint
        from mt_events e where e.seq_id < 1 or e.seq_id > (select case when is_called then last_value else 0 end from mt_events_sequence)
        """;

    private const string Count = "select count(*) from mt_events where seq_id > $1 and seq_id <= $2";

    public async Task<long> CountAsync(long after, long upTo, CancellationToken cancellationToken)
    {
        await using var command = source.Command(Count, P((long?)after), P((long?)upTo));
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task CheckAsync(Findings findings, CancellationToken cancellationToken)
    {
        await FindAsync(source.Command(SelectStreamless), findings, cancellationToken);
        await FindAsync(source.Command(SelectUndrawn), findings, cancellationToken);
        for (string? after = "", end = after; end is not null; after = end)
        {
            end = await EndAsync(after!, cancellationToken);
            await FindAsync(source.Command(SelectBroken, P(after), P(end)), findings, cancellationToken);
        }
    }

    private async Task<string?> EndAsync(string after, CancellationToken cancellationToken)
    {
        await using var command = source.Command(SelectEnd, P(after), P(PageSize - 1));
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private static async Task FindAsync(NpgsqlCommand command, Findings findings, CancellationToken cancellationToken)
    {
        await using (command)
        {
            command.CommandTimeout = 0; // over all events at once: as long as that takes
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
                findings.Add(Of(row));
        }
    }

    private static Finding Of(NpgsqlDataReader row)
    {
        var stream = row.IsDBNull(1) ? "" : row.GetString(1);
        if (row.IsDBNull(0))
            return new(null, null, null, null, null, $"Stream {stream} has no events, and is said to be at version {row.GetValue(6)}.");
        var version = row.GetInt64(2);
        return new(row.GetInt64(0), stream, version, row.GetGuid(3), null, (Number(4), Number(5), Number(6)) switch
        {
            (null, _, _) => "is of no stream that is known.",
            ({ } n, _, _) when n != version => $"stands where version {n} of its stream belongs.",
            (_, { } before, _) when before > row.GetInt64(0) => $"stands before the version before it, which is at place {before}.",
            (_, _, { } at) => $"is the last of its stream, which is said to be at version {at}.",
            _ => "stands at a place that was never drawn.",
        });

        long? Number(int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
    }
}
