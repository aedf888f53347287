using Npgsql;
using UserDomain.Postgres.Views;

namespace UserDomain.Postgres.Schema;

/// <summary>What is in a database, in figures.</summary>
/// <param name="Engine">What has written the last event; none where there is none.</param>
/// <param name="LastPlace">The last place in the order of all events that was given out.</param>
/// <param name="NewestSeal">The place up to which the record is sealed; none where nothing is yet.</param>
public sealed record DatabaseDescription(
    EngineDescription? Engine, string Server, string Name, long Bytes, int SchemaStep, long Users, long Streams, long Events, long LastPlace, long? NewestSeal,
    IReadOnlyList<ViewDescription> Views)
{
    private const string Figures = """
        select version()::text, current_database()::text, pg_database_size(current_database()), (select count(*) from mt_doc_user_info),
          (select count(*) from mt_streams), (select count(*) from mt_events),
          (select case when is_called then last_value else 0 end from mt_events_sequence), (select max(last_seq_id) from userdomain.seals)
        """;

    // Marks are made ahead of what is written after them, so the last one before an event is of who wrote it.
    private const string LastEngine = """
        select (e.headers ?& array['Call', 'Transport']) is true, m.engine, m.since, m.after_seq_id
        from (select seq_id, headers from mt_events order by seq_id desc limit 1) e
        left join lateral (select * from userdomain.engine_marks m where m.after_seq_id < e.seq_id order by m.number desc limit 1) m on true
        """;

    /// <exception cref="JobException">The database is at another schema step than this release.</exception>
    public static async Task<DatabaseDescription> ReadAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = await Database.ConnectAsync(connectionString, cancellationToken);
        var step = await Migrations.FindStepAsync(connection, cancellationToken);
        if (step != Migrations.Latest)
            throw new JobException($"The database is at schema step {step}, this release at {Migrations.Latest}: db apply brings it there.");
        var views = new List<ViewDescription>();
        foreach (var projection in ViewTables.All)
            views.Add(await ReadAsync(connection, projection, cancellationToken));

        var engine = await LastEngineAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand(Figures, connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new(
            engine, row.GetString(0), row.GetString(1), row.GetInt64(2), step, row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6),
            row.IsDBNull(7) ? null : row.GetInt64(7), views);
    }

    private static async Task<EngineDescription?> LastEngineAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(LastEngine, connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return null;
        return row.GetBoolean(0) && !row.IsDBNull(1) ? new(row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetInt64(3)) : new(EngineDescription.AnotherProgram, null, null);
    }

    private static async Task<ViewDescription> ReadAsync(NpgsqlConnection connection, Projection projection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select (select count(*) from {projection.Table.Name}), pg_total_relation_size('{projection.Table.Name}'),
              (select last_seq_id from mt_event_progression where name = $1)
            """, connection);
        command.Parameters.Add(P(projection.Name));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new(projection.Name, projection.Timing == Timing.Inline, row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt64(2));
    }
}

/// <summary>An engine that has written.</summary>
/// <param name="Name">By which settings name it; <see cref="AnotherProgram"/> where it was no host of ours.</param>
/// <param name="Since">When it began, after another or as the first.</param>
/// <param name="AfterPlace">The last place in the order of events that was given out before.</param>
public sealed record EngineDescription(string Name, DateTimeOffset? Since, long? AfterPlace)
{
    public const string AnotherProgram = "another program";
}

/// <summary>A view in figures.</summary>
/// <param name="WithEvents">Whether it is written in the transaction of the events; else it follows them.</param>
/// <param name="Place">Up to which place it is folded, where it follows; none where its worker has not begun.</param>
public sealed record ViewDescription(string Name, bool WithEvents, long Rows, long Bytes, long? Place);
