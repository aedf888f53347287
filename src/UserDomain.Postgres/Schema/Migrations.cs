using System.Reflection;
using Npgsql;

namespace UserDomain.Postgres.Schema;

/// <summary>
/// Brings a database to this release's tables, in steps that are each applied once and together. Hosts that start at the same time
/// take turns. Run by the owner of the database.
/// </summary>
internal static class Migrations
{
    /// <summary>Any number will do; it must never change, or two releases would not see each other's lock.</summary>
    private const long TurnLock = 7_113_009_215;

    /// <summary>What each step runs, in order. A step that was released is never edited; a change is a new step.</summary>
    private static readonly string[][] Steps =
    [
        [
            "mt_streams", "mt_events", "mt_event_progression", "mt_doc_user_info", "mt_doc_user_config_entry", "own_tables",
            "refuse_change", "open_append", "assert_version", "refuse_repeat", "none_active_before", "run_role",
        ],
        ["account_life", "fail_stranger", "end_pending"],
        ["rest_keys"],
        ["kept_answers", "keep_answer"],
        ["mt_doc_user_directory", "mt_doc_user_lookup", "mt_doc_user_activity", "view_life", "oldest_transaction", "seals"],
        ["open_group", "snapshots"],
        ["room_to_change"],
        ["engine_marks", "hold_engine"],
        ["snapshot_pages"],
        ["open_group_by_place"],
        ["without_open_group"],
    ];

    /// <summary>The step that this release brings a database to.</summary>
    public static int Latest => Steps.Length;

    /// <returns>The steps that were applied now.</returns>
    /// <exception cref="PostgresSetupException">The database is newer than this release, or its owner may not do what is needed.</exception>
    public static async Task<IReadOnlyList<int>> ApplyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, $"select pg_advisory_lock({TurnLock})", cancellationToken);
        await RunRole.EnsureAsync(connection, cancellationToken);
        await ExecuteAsync(connection, Preamble, cancellationToken);
        var applied = await VersionAsync(connection, cancellationToken);
        if (applied > Steps.Length)
            throw new PostgresSetupException($"The database is at schema step {applied}; this release knows {Steps.Length}. Use a newer release.");

        for (var step = applied; step < Steps.Length; step++)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await ApplyAsync(connection, step, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await ExecuteAsync(connection, $"select pg_advisory_unlock({TurnLock})", cancellationToken);
        return [.. Enumerable.Range(applied + 1, Steps.Length - applied)];
    }

    /// <summary>Makes all that this release has in a database that has nothing of it, within the transaction that is open.</summary>
    public static async Task MakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, Preamble, cancellationToken);
        for (var step = 0; step < Steps.Length; step++)
            await ApplyAsync(connection, step, cancellationToken);
    }

    /// <summary>The step that the database is at; 0 where nothing was applied yet.</summary>
    public static async Task<int> FindStepAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select to_regclass('userdomain.schema_steps') is not null", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))! ? await VersionAsync(connection, cancellationToken) : 0;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, int step, CancellationToken cancellationToken)
    {
        foreach (var name in Steps[step])
            await ExecuteAsync(connection, Read(name), cancellationToken);
        await ExecuteAsync(connection, $"insert into userdomain.schema_steps (step) values ({step + 1})", cancellationToken);
    }

    private const string Preamble = """
        create schema if not exists userdomain;
        create table if not exists userdomain.schema_steps (step int primary key, applied_at timestamptz not null default now());
        """;

    private static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select coalesce(max(step), 0) from userdomain.schema_steps", connection);
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
