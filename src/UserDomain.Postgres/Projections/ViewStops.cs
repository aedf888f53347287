using Npgsql;
using UserDomain.Projections;

namespace UserDomain.Postgres.Projections;

/// <summary>Views that an event stopped, as <c>userdomain.view_stops</c> has them.</summary>
internal sealed class ViewStops(Database database, Reconnecting reconnecting) : IViewStops
{
    private const string Find = "select seq_id, event_id, stream_id, reason, stopped_at from userdomain.view_stops where name = $1";

    private const string Stop = """
        insert into userdomain.view_stops (name, seq_id, event_id, stream_id, reason) values ($1, $2, $3, $4, $5)
        on conflict (name) do nothing
        """;

    public async ValueTask<ViewStop?> FindAsync(string view, CancellationToken cancellationToken) => await reconnecting.RunAsync(async token =>
    {
        await using var command = database.Source.Command(Find, P(view));
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token)
            ? new ViewStop(view, reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4))
            : null;
    }, cancellationToken);

    /// <summary>Puts down what stopped the view.</summary>
    public static void Add(NpgsqlBatch batch, string view, Poison poison) =>
        batch.Add(Stop, P(view), P((long?)poison.Event.Sequence), P(poison.Event.Id), P(poison.Event.Stream), P(PoisonReason.Of(poison.Reason)));
}
