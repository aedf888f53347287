using System.Globalization;
using Npgsql;

namespace UserDomain.Postgres.Engines;

/// <summary>
/// Programs that write events into this database and are no hosts of ours, as any that uses the Marten library may. They draw places before their transaction
/// has an id, so whoever reads in order beside them can pass an event that is not there yet.
/// <para>Found is: an event without the headers that hosts write with every event, whatever the engine, after those that are sealed or adopted; and a session
/// or prepared transaction, not named as hosts' sessions are, that has changed streams or events and is not done. Not found is: a program that has written nothing yet, or
/// has drawn a place and not used it; one that is between two events of which the earlier is adopted; one that takes on our headers or our name.</para>
/// <para>Which sessions there are and what they hold is not of one moment, so one of ours that comes or goes just then may seem to have no name: who is found
/// is looked for a second time.</para>
/// </summary>
public static class OtherPrograms
{
    private const string FirstEvent = """
        select e.seq_id, coalesce(e.stream_id, ''), e.type from mt_events e
        where e.seq_id > greatest((select adopted_up_to from userdomain.installation), (select max(last_seq_id) from userdomain.seals)) and e.seq_id <= $1
          and (e.headers ?& array['Call', 'Transport']) is not true
        order by e.seq_id limit 1
        """;

    /// <summary>What belongs to a role whose sessions the owner may not see has no name here, and so is not ours; nor has what is prepared.</summary>
    private const string OpenSessions = $"""
        select coalesce('process ' || l.pid, 'a prepared transaction') || coalesce(' (' || nullif(a.application_name, '') || ')', '')
        from pg_locks l left join pg_stat_activity a on a.pid = l.pid
        where l.locktype = 'relation' and l.mode = 'RowExclusiveLock' and l.relation in ('public.mt_events'::regclass, 'public.mt_streams'::regclass)
          and l.database = (select oid from pg_database where datname = current_database())
          and coalesce(a.application_name, '') not like '{SessionName.Beginning} %'
        """;

    private const string Adopt = """
        update userdomain.installation set adopted_up_to = greatest(adopted_up_to, (select case when is_called then last_value else 0 end from mt_events_sequence))
        returning adopted_up_to
        """;

    private const string Consequence =
        "What is read in order beside it could lack events, so nothing was done. Stop that program; once it is stopped, 'db adopt' takes what it wrote as it is.";

    /// <param name="ownerConnectionString">Of the owner, who sees what sessions of his own logins do.</param>
    /// <exception cref="JobException">One is found. Nothing was changed.</exception>
    public static async Task AssertNoneAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        await using var connection = await Database.ConnectAsync(ownerConnectionString, cancellationToken);
        await AssertNoSessionAsync(connection, cancellationToken);
        await AssertNoEventAsync(connection, long.MaxValue, cancellationToken);
    }

    /// <summary>The first half of that, for whoever reads up to a place and may not see sessions.</summary>
    /// <exception cref="JobException">There is an event of another program.</exception>
    internal static async Task AssertNoEventAsync(NpgsqlConnection connection, long upTo, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(FirstEvent, P((long?)upTo));
        await using var found = await command.ExecuteReaderAsync(cancellationToken);
        if (await found.ReadAsync(cancellationToken))
        {
            var place = found.GetInt64(0).ToString(CultureInfo.InvariantCulture);
            throw new JobException($"Another program writes events here: {found.GetString(2)} at place {place}, of {found.GetString(1)}, is of no host of this system. {Consequence}");
        }
    }

    /// <summary>Takes all events that are there as they are: who says so knows that the programs are stopped.</summary>
    /// <returns>Up to which place.</returns>
    /// <exception cref="JobException">One of them is not done with what it writes.</exception>
    public static async Task<long> AdoptAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        await using var connection = await Database.ConnectAsync(ownerConnectionString, cancellationToken);
        await AssertNoSessionAsync(connection, cancellationToken);
        await using var adopt = connection.Command(Adopt);
        return (long)(await adopt.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The second half of that.</summary>
    /// <exception cref="JobException">A session that is not ours holds streams or events.</exception>
    internal static async Task AssertNoSessionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = await FindSessionsAsync(connection, cancellationToken);
        if (found is not [] && found.Intersect(await FindSessionsAsync(connection, cancellationToken), StringComparer.Ordinal).FirstOrDefault() is { } session)
            throw new JobException($"Another program writes events here just now: {session}. {Consequence}");
    }

    private static async Task<List<string>> FindSessionsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(OpenSessions);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetString(0));
        return found;
    }
}
