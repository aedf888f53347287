using System.Text;
using Npgsql;
using NpgsqlTypes;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Events;

/// <summary>A user to be read, with keys of his configuration that are needed of him, as UTF-8.</summary>
/// <param name="Keys">Compared as the one array that they are: who needs keys reads for himself.</param>
internal readonly record struct UserLoad(long UserId, byte[][] Keys)
{
    /// <summary>
    /// A stream from the event on that its snapshot ends with, which comes with the first row; all of it where there is none of that shape, or the
    /// event that it ends with is not there. Of a large snapshot that row brings its beginning, and the pages of the keys. One statement sees one moment: no
    /// other snapshot can come between what it reads. Without <c>offset 0</c> the server would look for each page once more wherever it is mentioned.
    /// </summary>
    private static readonly string Select = $"""
        select asked.place, e.id, e.version, e.type, e.data, e.timestamp,
          case when e.version = kept.version then substr(kept.state, 1, case when kept.page_starts[1] > 0 then kept.page_starts[1] else {SnapshotForm.ReadFirst} end) end, length(kept.state),
          case when e.version = kept.version then needed.starts end, case when e.version = kept.version then needed.pages end
        from unnest($1) with ordinality as asked (id, place)
        left join lateral (
          select s.version, s.state, s.page_keys, s.page_starts from userdomain.snapshots s
          where s.stream = 'user-' || asked.id and s.shape = '{SnapshotForm.Shape}'
            and exists (select from mt_events e where e.stream_id = s.stream and e.version = s.version and e.id = s.event_id)) kept on true
        cross join lateral (
          select array_agg(start) as starts, array_agg(substr(kept.state, start + 1, next - start)) as pages
          from (
            select kept.page_starts[page] as start, kept.page_starts[page + 1] as next from (
              select distinct greatest(1, width_bucket(key, kept.page_keys)) as page from unnest($2, $3) as given (place, key)
              where given.place = asked.place and kept.page_keys is not null offset 0) pages offset 0) places
          where start >= 0 and start < next) needed
        cross join lateral (
          select id, version, type, data, timestamp from mt_events
          where stream_id = 'user-' || asked.id and version >= coalesce(kept.version, 0) order by version limit {UserSince.MostEvents}) e
        """;

    public static UserLoad Of(UserId userId, IEnumerable<string> keys) => new(userId.Value, [.. keys.Select(Encoding.UTF8.GetBytes)]);

    public static LookupStatement<UserLoad, LoadedUser> Statement(Database database) =>
        new(database, Select, Parameters, (row, before) => (before ?? new()).Add(row));

    private static NpgsqlParameter[] Parameters(UserLoad[] loads)
    {
        var (users, places, keys) = (new long[loads.Length], new List<long>(), new List<byte[]>());
        for (var i = 0; i < loads.Length; i++)
        {
            users[i] = loads[i].UserId;
            foreach (var key in loads[i].Keys)
            {
                places.Add(i + 1);
                keys.Add(key);
            }
        }

        return [PArray(NpgsqlDbType.Bigint, users), P(NpgsqlDbType.Bigint, places), P(NpgsqlDbType.Bytea, keys)];
    }
}
