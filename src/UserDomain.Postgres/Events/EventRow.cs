using System.Buffers.Binary;
using System.Text;

namespace UserDomain.Postgres.Events;

/// <summary>
/// A row of <c>mt_events</c> as PostgreSQL's binary COPY has it: how many columns, then each as its length, -1 for null, and its bytes,
/// big-endian. It holds all that the database holds of an event, and no more than one set of bytes says the same: what is sealed are these.
/// </summary>
internal readonly ref struct EventRow(ReadOnlySpan<byte> bytes)
{
    /// <summary>Every column of the table, in the order that hashes are made in: it must never change.</summary>
    public const string Columns =
        "seq_id, id, stream_id, version, type, data, bdata, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, user_name, is_archived";

    private const byte JsonbForm = 1;
    private const int PlaceLength = sizeof(long);
    private static readonly int ColumnCount = Columns.Count(c => c == ',') + 1;
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ReadOnlySpan<byte> bytes = bytes;

    public ReadOnlySpan<byte> Bytes => bytes;

    public long Place => BinaryPrimitives.ReadInt64BigEndian(bytes[CopyRow.FirstColumn..]);

    public Guid Id => new(Column(1), bigEndian: true);

    public ReadOnlySpan<byte> Stream => Column(2);

    public long Version => BinaryPrimitives.ReadInt64BigEndian(Column(3));

    public ReadOnlySpan<byte> Type => Column(4);

    /// <summary>JSON as UTF-8, as PostgreSQL prints it.</summary>
    public ReadOnlySpan<byte> Data => Json(Column(5));

    /// <summary>None where the database holds a time that no calendar has.</summary>
    public DateTimeOffset? At
    {
        get
        {
            var ticks = (Int128)BinaryPrimitives.ReadInt64BigEndian(Column(7)) * TimeSpan.TicksPerMicrosecond + Epoch.Ticks;
            return ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks ? new((long)ticks, TimeSpan.Zero) : null;
        }
    }

    public ReadOnlySpan<byte> CorrelationId => Column(10);

    public ReadOnlySpan<byte> CausationId => Column(11);

    /// <summary>JSON likewise; empty where there is none.</summary>
    public ReadOnlySpan<byte> Headers => Json(Column(12));

    public ReadOnlySpan<byte> UserName => Column(13);

    /// <summary>Whether these are the bytes of one event, whole: for those that come from elsewhere than a database.</summary>
    public bool IsWellFormed =>
        bytes.Length > 0 && CopyRow.Length(bytes) == bytes.Length && BinaryPrimitives.ReadInt16BigEndian(bytes) == ColumnCount
        && BinaryPrimitives.ReadInt32BigEndian(bytes[CopyRow.CountLength..]) == PlaceLength
        && Column(1).Length == 16 && Column(3).Length == sizeof(long) && Column(7).Length == sizeof(long)
        && !IsNull(4) && Column(5) is [JsonbForm, ..] && (IsNull(12) || Column(12) is [JsonbForm, ..]);

    /// <summary>A null reads as empty.</summary>
    public bool IsNull(int column) => CopyRow.Column(bytes, column, out _);

    /// <summary>What it says of its event.</summary>
    public StoredEvent ToStored() => new(
        Place, Id, Text(2) ?? "", Version, Text(4)!, Data.ToArray(), At ?? DateTimeOffset.MinValue,
        Text(13), Text(10), Text(11), IsNull(12) ? null : Headers.ToArray());

    private ReadOnlySpan<byte> Column(int column)
    {
        CopyRow.Column(bytes, column, out var value);
        return value;
    }

    private string? Text(int column) => CopyRow.Column(bytes, column, out var value) ? null : Encoding.UTF8.GetString(value);

    private static ReadOnlySpan<byte> Json(ReadOnlySpan<byte> jsonb) => jsonb.IsEmpty || jsonb[0] != JsonbForm ? jsonb : jsonb[1..];
}
