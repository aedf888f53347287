using System.Buffers.Binary;
using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Record;

/// <summary>A table that an export holds, in which order its rows stand, and what somebody is told of them.</summary>
internal sealed record ExportedTable(string Name, string Columns, string Order)
{
    public string CopyOut => $"copy (select {Columns} from {Name} order by {Order}) to stdout (format binary)";

    public string CopyIn => $"copy {Name} ({Columns}) from stdin (format binary)";
}

/// <summary>
/// What an export is made of: a line that says its form; the last numbers that were given; the tables, each up to its end; how many rows
/// there are of each, with a hash of all before that. All but the line are rows as PostgreSQL's binary COPY has them.
/// </summary>
internal static class ExportForm
{
    public const string Name = "userdomain-events";
    public const int Version = 1;

    public static readonly ExportedTable Streams = new("public.mt_streams", "id, type, version, timestamp, created, tenant_id, is_archived", "id collate \"C\"");
    public static readonly ExportedTable Events = new("public.mt_events", EventRow.Columns, "seq_id");
    public static readonly ExportedTable Seals = new(
        "userdomain.seals", "number, first_seq_id, last_seq_id, events, leaves, root, link, sealed_at", "number");
    public static readonly ExportedTable Accounts = new("userdomain.accounts", "id", "id");

    public static readonly IReadOnlyList<ExportedTable> Tables = [Streams, Events, Seals, Accounts];

    /// <summary>Places, user ids and account ids: none of them is given twice, so where they are is part of the store.</summary>
    public static readonly IReadOnlyList<string> Sequences = ["public.mt_events_sequence", "userdomain.user_ids", "userdomain.account_ids"];

    public static ReadOnlyMemory<byte> FirstLine { get; } = System.Text.Encoding.UTF8.GetBytes($"{Name} {Version}\n");

    /// <summary>The columns of a row of this form's own: numbers, and at its end perhaps a hash.</summary>
    public static long NumberAt(ReadOnlySpan<byte> row, int column)
    {
        CopyRow.Column(row, column, out var value);
        return BinaryPrimitives.ReadInt64BigEndian(value);
    }
}

/// <summary>What an export holds.</summary>
public sealed record Exported(long Streams, long Events, long Seals, long Accounts)
{
    internal static Exported Of(IReadOnlyList<long> counts) => new(counts[0], counts[1], counts[2], counts[3]);
}
