using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using UserDomain.Model;

namespace UserDomain.Benchmarks;

/// <summary>
/// Fills a store with users of ten events each, a million for 100,000, by COPY: streams and events as the host writes them, each user's
/// spread among those of a thousand others. Views are not filled. The same users give the same events, but for their ids.
/// </summary>
internal static class MillionEvents
{
    public const int EventsEach = 10;

    /// <summary>The id of the first of them; the others' follow without a gap.</summary>
    public const int FirstUser = 1_000;

    private const int StepsBetween = 997; // of one user's events, in users
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Takes the transaction's id before the places, as every append does, so that readers may be at work.</summary>
    private const string DrawPlaces = """
        select pg_current_xact_id();
        select setval('mt_events_sequence', nextval('mt_events_sequence') + {0} - 1) - {0};
        """;

    private const string CopyStreams = "copy mt_streams (id, type, version, timestamp, created) from stdin (format binary)";

    private const string CopyEvents = """
        copy mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers, user_name)
        from stdin (format binary)
        """;

    private const string Finish = """
        insert into userdomain.accounts (id) select generate_series({0}, {1}) on conflict do nothing;
        select setval('userdomain.user_ids', greatest({1}, nextval('userdomain.user_ids'))), setval('userdomain.account_ids', greatest({1}, nextval('userdomain.account_ids')));
        """;

    public static async Task SeedAsync(string ownerConnectionString, int users, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await using var draw = new NpgsqlCommand(Text(DrawPlaces, users * EventsEach), connection);
            await using var reader = await draw.ExecuteReaderAsync(cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            var before = reader.GetInt64(0);
            await reader.CloseAsync();
            await WriteStreamsAsync(connection, users, cancellationToken);
            await WriteEventsAsync(connection, users, before, cancellationToken);
            await using var finish = new NpgsqlCommand(Text(Finish, FirstUser, FirstUser + users - 1), connection);
            await finish.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        await using var analyze = new NpgsqlCommand("vacuum analyze mt_streams, mt_events", connection);
        await analyze.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task WriteStreamsAsync(NpgsqlConnection connection, int users, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(CopyStreams, cancellationToken);
        for (var user = 0; user < users; user++)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(Stream(user), NpgsqlDbType.Varchar, cancellationToken);
            await copy.WriteAsync("user", NpgsqlDbType.Varchar, cancellationToken);
            await copy.WriteAsync((long)EventsEach, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(At(user + (EventsEach - 1) * StepsBetween), NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(At(user), NpgsqlDbType.TimestampTz, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task WriteEventsAsync(NpgsqlConnection connection, int users, long place, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(CopyEvents, cancellationToken);
        for (var step = 0; step < users + (EventsEach - 1) * StepsBetween; step++)
        {
            for (var nth = 0; nth < EventsEach; nth++)
            {
                if (step - nth * StepsBetween is >= 0 and var user && user < users)
                    await WriteAsync(copy, ++place, user, nth, At(step), cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, long place, int user, int nth, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (happened, id) = (UserLife.Nth(user, nth), Guid.CreateVersion7(at));
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(place, NpgsqlDbType.Bigint, cancellationToken);
        await copy.WriteAsync(id, NpgsqlDbType.Uuid, cancellationToken);
        await copy.WriteAsync(Stream(user), NpgsqlDbType.Varchar, cancellationToken);
        await copy.WriteAsync(nth + 1L, NpgsqlDbType.Bigint, cancellationToken);
        await copy.WriteAsync(StoredEvents.Write(happened), NpgsqlDbType.Jsonb, cancellationToken);
        await copy.WriteAsync(StoredEvents.NameOf(happened), NpgsqlDbType.Varchar, cancellationToken);
        await copy.WriteAsync(at, NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(StoredEvents.DotNetNameOf(happened.GetType()), NpgsqlDbType.Varchar, cancellationToken);
        await copy.WriteAsync($"{id:N}", NpgsqlDbType.Varchar, cancellationToken);
        await copy.WriteAsync($"{id}", NpgsqlDbType.Varchar, cancellationToken);
        await copy.WriteAsync(UserLife.Headers(nth), NpgsqlDbType.Jsonb, cancellationToken);
        await copy.WriteAsync(UserLife.By(user, nth), NpgsqlDbType.Varchar, cancellationToken);
    }

    private static string Stream(int user) => string.Create(CultureInfo.InvariantCulture, $"user-{FirstUser + user}");

    private static DateTimeOffset At(int step) => Begin.AddSeconds(step * 13).AddMicroseconds(step % 1_000_000);

    private static string Text(string sql, params object[] values) => string.Format(CultureInfo.InvariantCulture, sql, values);
}
