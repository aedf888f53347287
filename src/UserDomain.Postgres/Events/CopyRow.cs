using System.Buffers.Binary;

namespace UserDomain.Postgres.Events;

/// <summary>A row as PostgreSQL's binary COPY has it, whatever the table.</summary>
internal static class CopyRow
{
    /// <summary>What stands before the columns: how many there are.</summary>
    public const int CountLength = sizeof(short);

    /// <summary>Where the first column's value begins.</summary>
    public const int FirstColumn = CountLength + sizeof(int);

    /// <summary>What stands in place of the count where there are no more rows.</summary>
    public const short End = -1;

    /// <summary>The same, as it stands there.</summary>
    public static ReadOnlyMemory<byte> EndMark { get; } = new byte[] { 0xff, 0xff };

    /// <summary>What stands before all rows: the signature, no flags, no extension.</summary>
    public static ReadOnlyMemory<byte> Header { get; } = new byte[] { 80, 71, 67, 79, 80, 89, 10, 255, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0 };

    /// <summary>How long the row is that begins here; 0 where not all of it is here yet, -1 where it is the end of rows.</summary>
    /// <exception cref="InvalidDataException">No row begins like this.</exception>
    public static int Length(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < CountLength)
            return 0;
        var columns = BinaryPrimitives.ReadInt16BigEndian(bytes);
        if (columns <= 0)
            return columns == End ? End : throw new InvalidDataException("No row has no columns.");
        long at = CountLength;
        for (var column = 0; column < columns; column++)
        {
            if (bytes.Length < at + sizeof(int))
                return 0;
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes[(int)at..]);
            if (length < -1)
                throw new InvalidDataException("No column has such a length.");
            at += sizeof(int) + Math.Max(length, 0);
        }

        return at <= bytes.Length ? (int)at : 0;
    }

    /// <summary>A row of columns of these bytes.</summary>
    public static byte[] Of(params IReadOnlyList<byte[]> columns)
    {
        var row = new byte[CountLength + columns.Sum(column => sizeof(int) + column.Length)];
        BinaryPrimitives.WriteInt16BigEndian(row, (short)columns.Count);
        var at = CountLength;
        foreach (var column in columns)
        {
            BinaryPrimitives.WriteInt32BigEndian(row.AsSpan(at), column.Length);
            column.CopyTo(row, at + sizeof(int));
            at += sizeof(int) + column.Length;
        }

        return row;
    }

    public static byte[] Of(long number)
    {
        var column = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(column, number);
        return column;
    }

    /// <summary>One column's value, and whether it is null.</summary>
    public static bool Column(ReadOnlySpan<byte> row, int column, out ReadOnlySpan<byte> value)
    {
        var at = CountLength;
        for (var before = 0; before < column; before++)
            at += sizeof(int) + Math.Max(BinaryPrimitives.ReadInt32BigEndian(row[at..]), 0);
        var length = BinaryPrimitives.ReadInt32BigEndian(row[at..]);
        value = row.Slice(at + sizeof(int), Math.Max(length, 0));
        return length < 0;
    }
}
