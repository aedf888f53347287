using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace UserDomain.Postgres.Projections;

/// <summary>Asks the database where views stand. It takes a few milliseconds, and is nothing for every request.</summary>
public sealed class ViewMonitor(Database database)
{
    private const string Select = """
        select n.name, coalesce(p.last_seq_id, 0), greatest(d.place - coalesce(p.last_seq_id, 0), 0),
               greatest(0, coalesce((select extract(epoch from clock_timestamp() - e.timestamp)::double precision from mt_events e
                                     where e.seq_id > coalesce(p.last_seq_id, 0) order by e.seq_id limit 1), 0)),
               s.seq_id, s.event_id, s.stream_id, s.reason, s.stopped_at, l.pid, a.application_name
        from unnest($1::varchar[]) with ordinality as n(name, nr)
        cross join (select case when is_called then last_value else 0 end as place from mt_events_sequence) d
        left join mt_event_progression p on p.name = n.name
        left join userdomain.view_stops s on s.name = n.name
        left join pg_locks l on l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = $2::oid and l.objid = hashtext(n.name)::oid
          and l.database = (select oid from pg_database where datname = current_database())
        left join pg_stat_activity a on a.pid = l.pid
        order by n.nr
        """;

    private const string SelectOldest = "select pid, database::text, name, seconds from userdomain.oldest_transaction()";

    public async Task<ViewStandings> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var views = connection.Command(Select, P(NpgsqlDbType.Varchar, ViewNames.Following), P((long?)ViewSession.LockClass));
        var standings = await ListAsync(views, Standing, cancellationToken);
        await using var oldest = connection.Command(SelectOldest);
        return new(standings, (await ListAsync(oldest, Holding, cancellationToken)).FirstOrDefault());
    }

    private static async Task<List<T>> ListAsync<T>(NpgsqlCommand command, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    private static ViewStanding Standing(DbDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetDouble(3),
        row.IsDBNull(4) ? null : new(row.GetString(0), row.GetInt64(4), row.GetGuid(5), row.GetString(6), row.GetString(7), row.GetFieldValue<DateTimeOffset>(8)),
        row.IsDBNull(9) ? null : new(row.GetInt32(9), row.IsDBNull(10) ? "" : row.GetString(10)));

    private static HoldingTransaction Holding(DbDataReader row) =>
        new(row.IsDBNull(0) ? null : row.GetInt32(0), row.GetString(1), row.IsDBNull(2) ? "" : row.GetString(2), row.IsDBNull(3) ? 0 : row.GetDouble(3));
}
