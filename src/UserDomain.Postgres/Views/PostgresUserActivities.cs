using System.Text.Json;
using UserDomain.Audit;
using UserDomain.Model;

namespace UserDomain.Postgres.Views;

/// <summary>Who did what, as it stands in the database.</summary>
internal sealed class PostgresUserActivities(Database database, Reconnecting reconnecting) : IUserActivities
{
    /// <summary>How many events a page examines at most.</summary>
    internal const int MostExamined = 5_000;

    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(-100);
    private static readonly DateTimeOffset End = DateTimeOffset.UnixEpoch.AddYears(2_000);

    private static readonly string All = PageOf("");
    private static readonly string OfActor = PageOf("a.actor = $6 and ");

    public async ValueTask<ActivityPage> FindAsync(ActivitySearch search, ActivityPosition? after, int limit, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            var (at, place) = Earlier(after, search.To);
            await using var command = database.Source.Command(
                search.Actor is null ? All : OfActor,
                P(at), P((long?)place), P(search.From ?? Start), P(limit + 1), P(search.OmsId), P(search.Actor), P(search.OmsId is null ? limit + 1 : MostExamined));
            await using var reader = await command.ExecuteReaderAsync(token);
            var (entries, edge) = (new List<UserActivityEntry>(), (ActivityPosition?)null);
            while (await reader.ReadAsync(token))
            {
                edge = reader.IsDBNull(0) ? null : new(reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt64(1));
                if (!reader.IsDBNull(2))
                    entries.Add(JsonSerializer.Deserialize<UserActivityEntry>(reader.GetFieldValue<byte[]>(2), StoredEvents.Json)!);
            }

            return entries.Count > limit
                ? new ActivityPage([.. entries.Take(limit)], new(entries[limit - 1].At, entries[limit - 1].Place))
                : new(entries, edge);
        }, cancellationToken);

    /// <summary>
    /// What comes before a time and place, back to <c>edge</c>, which is as far as a page looks. Whose user it was comes from the info view: that is
    /// never behind, so that nothing is passed over for want of its user.
    /// </summary>
    private static string PageOf(string who) => $"""
        select edge.at, edge.place, found.data from (select 1) one
        left join lateral (
          select a.at, a.place from mt_doc_user_activity a where {who}(a.at, a.place) < ($1, $2) and a.at >= $3
          order by a.at desc, a.place desc offset $7 - 1 limit 1) edge on true
        left join lateral (
          select a.data from mt_doc_user_activity a
          where {who}(a.at, a.place) < ($1, $2) and (a.at, a.place) >= (coalesce(edge.at, $3), coalesce(edge.place, 0))
            and ($5::bigint is null or $5 = (select (i.data ->> 'OmsId')::bigint from mt_doc_user_info i where i.id = (a.data ->> 'UserId')))
          order by a.at desc, a.place desc limit $4) found on true
        """;

    private static (DateTimeOffset At, long Place) Earlier(ActivityPosition? after, DateTimeOffset? to)
    {
        var end = to ?? End;
        return after is null || after.At >= end ? (end, 0) : (after.At, after.Place);
    }
}
