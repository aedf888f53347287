using UserDomain.Postgres.Tests;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Views;

/// <summary>What tests say of the views that hosts of a venue follow the events with.</summary>
internal static class FollowingHosts
{
    extension(Sql database)
    {
        /// <summary>The process that has the view, as its session is named; none where nobody has it.</summary>
        public async Task<int?> FollowerAsync(string view) => (await database.ListAsync<string>(
            $"select a.application_name from {TestDatabase.Locks} l join pg_stat_activity a using (pid) where l.locktype = 'advisory' and l.granted and a.datname = current_database() and a.application_name like 'UserDomain {view} %'"))
            .Select(name => (int?)int.Parse(name.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture)).SingleOrDefault();

        public Task UntilFollowedAsync(string view) => Eventually.HoldsAsync(
            async () => await database.AskAsync<bool>($"select coalesce((select last_seq_id from mt_event_progression where name = '{view}'), 0) = (select max(seq_id) from mt_events)"),
            $"{view} follows");

        /// <summary>An event that no release knows.</summary>
        public async Task<long> PoisonAsync()
        {
            await database.ExecuteAsync("""
                insert into mt_streams (id, type, version) values ('user-900', 'user', 1);
                insert into mt_events (seq_id, id, stream_id, version, data, type)
                values (nextval('mt_events_sequence'), gen_random_uuid(), 'user-900', 1, '{"A":"canary"}', 'user_of_a_newer_release')
                """);
            return await database.AskAsync<long>("select max(seq_id) from mt_events");
        }

        public Task UntilStoppedAsync(string view) => Eventually.HoldsAsync(
            async () => await database.AskAsync<bool>($"select exists (select from userdomain.view_stops where name = '{view}')"), $"{view} is stopped");
    }
}
