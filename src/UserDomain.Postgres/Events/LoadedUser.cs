using Npgsql;
using UserDomain.EventSourcing;

namespace UserDomain.Postgres.Events;

/// <summary>What <see cref="UserLoad"/> finds: how a user's snapshot begins, if there is one, pages of it, and the events after it.</summary>
internal sealed class LoadedUser
{
    /// <summary>The snapshot's last event.</summary>
    public SnapshotId? Last { get; private set; }

    public byte[] First { get; private set; } = [];

    /// <summary>How long all of the snapshot is.</summary>
    public int Length { get; private set; }

    public byte[][] Pages { get; private set; } = [];

    /// <summary>Where in the snapshot each of the pages begins.</summary>
    public int[] Starts { get; private set; } = [];

    public List<PastEvent> Events { get; } = [];

    public LoadedUser Add(NpgsqlDataReader row)
    {
        var (id, version) = (row.GetGuid(1), row.GetInt64(2));
        if (row.IsDBNull(6))
        {
            Events.Add(new(id, version, row.GetString(3), row.GetFieldValue<byte[]>(4), row.GetFieldValue<DateTimeOffset>(5)));
            return this;
        }

        (Last, First, Length) = (new(version, id), row.GetFieldValue<byte[]>(6), row.GetInt32(7));
        if (!row.IsDBNull(8))
            (Starts, Pages) = (row.GetFieldValue<int[]>(8), row.GetFieldValue<byte[][]>(9));
        return this;
    }
}
