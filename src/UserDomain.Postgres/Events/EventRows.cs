using System.Data.Common;

namespace UserDomain.Postgres.Events;

/// <summary>Rows of <c>mt_events</c>, and the orders that they are read in.</summary>
internal static class EventRows
{
    private const string Columns =
        "seq_id, id, stream_id, version, type, data, timestamp, user_name, correlation_id, causation_id, headers";

    public const string SelectStream = $"select {Columns} from mt_events where stream_id = $1 order by version";

    public const string SelectStreamPage = $"select {Columns} from mt_events where stream_id = $1 and version > $2 order by version limit $3";

    /// <summary>A page in order, up to and with a place.</summary>
    public const string SelectPage = $"select {Columns} from mt_events where seq_id > $1 and seq_id <= $2 order by seq_id limit $3";

    /// <summary>A page of what came up to a place, stream by stream: as the database sorts their names, each by version.</summary>
    public const string SelectStreams = $"""
        select {Columns} from mt_events where (stream_id, version) > ($1, $2) and seq_id <= $3 order by stream_id, version limit $4
        """;

    public static StoredEvent Read(DbDataReader row) => new(
        row.GetInt64(0), row.GetGuid(1), row.GetString(2), row.GetInt64(3), row.GetString(4), row.GetFieldValue<byte[]>(5),
        row.GetFieldValue<DateTimeOffset>(6), Text(row, 7), Text(row, 8), Text(row, 9), row.IsDBNull(10) ? null : row.GetFieldValue<byte[]>(10));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
