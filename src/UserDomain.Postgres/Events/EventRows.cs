using System.Data.Common;
using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Postgres.Events;

/// <summary>Rows of <c>mt_events</c> as events.</summary>
internal static class EventRows
{
    private const string Columns = "seq_id, id, stream_id, version, type, data, timestamp, user_name, correlation_id, causation_id, headers";

    public const string SelectStream = $"select {Columns} from mt_events where stream_id = $1 order by version";

    /// <summary>A page in order, up to and with a place.</summary>
    public const string SelectPage = $"select {Columns} from mt_events where seq_id > $1 and seq_id <= $2 order by seq_id limit $3";

    /// <exception cref="UnknownEventException">An event cannot be read by this release.</exception>
    public static Sequenced Read(DbDataReader row)
    {
        var headers = EventHeaders.Read(Text(row, 10));
        return new(row.GetInt64(0), new(
            new(row.GetString(2)), row.GetInt64(3), row.GetGuid(1), row.GetFieldValue<DateTimeOffset>(6),
            StoredEvents.Read(row.GetString(4), row.GetString(5)),
            new(Text(row, 7), headers.Call, Text(row, 8) ?? "", Text(row, 9) ?? "", headers.Address, headers.Transport)));
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
