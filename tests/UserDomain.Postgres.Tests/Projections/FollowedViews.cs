using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UserDomain.Model;
using UserDomain.Postgres.Events;
using UserDomain.Postgres.Projections;
using UserDomain.Postgres.Views;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Projections;

/// <summary>What tests say of a view that follows the events.</summary>
internal static class FollowedViews
{
    private const string Holder = $"""
        from {TestDatabase.Locks} l where l.locktype = 'advisory' and l.granted and l.objsubid = 2
        """;

    extension(TestDatabase database)
    {
        public static string Holders(string view) => $"select l.pid {Holder} and l.classid = {ViewSession.LockClass}::oid and l.objid = hashtext('{view}')::oid";

        public Task<long> PlaceAsync(string view) =>
            database.AskAsync<long>($"select coalesce((select last_seq_id from mt_event_progression where name = '{view}'), 0)");

        /// <summary>Until the view is at the last place that was drawn.</summary>
        public Task UntilFollowedAsync(string view) => Eventually.HoldsAsync(
            async () => await database.PlaceAsync(view) == await database.AskAsync<long>("select case when is_called then last_value else 0 end from mt_events_sequence"),
            $"{view} follows");

        /// <summary>The sessions that have the view's lock.</summary>
        public Task<IReadOnlyList<string>> HoldersAsync(string view) => database.ListAsync(Holders(view).Replace("l.pid", "l.pid::text", StringComparison.Ordinal));

        public Task UntilHeldAsync(string view) => Eventually.HoldsAsync(async () => await database.HoldersAsync(view) is [_], "somebody follows");

        /// <summary>Ends the session that has the view's lock, wherever it is in its work.</summary>
        public Task CutHolderAsync(string view) => database.ExecuteAsync($"select pg_terminate_backend(pid) from ({Holders(view)}) as holder");

        /// <summary>Until the view's session waits for a lock on its table, amid a page.</summary>
        public Task UntilHeldUpAsync(string view) => Eventually.HoldsAsync(
            async () => await database.AskAsync<bool>($"""
                select exists (select from pg_stat_activity a where a.pid in ({Holders(view)}) and a.wait_event_type = 'Lock' and a.query like '%mt_doc_{view}%')
                """),
            "the page is half written");

        /// <summary>Until somebody who reads in order asks whether he may go on.</summary>
        public Task UntilReaderWaitsAsync() => Eventually.HoldsAsync(
            async () => await database.AskAsync<bool>("""
                select exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
                               and (query like '%none_active_before%' or query like '%pg_snapshot_xmin%'))
                """),
            "a reader asks whether it may go on");

        /// <summary>Nobody can write the view's table until the connection is closed.</summary>
        public async Task<NpgsqlConnection> HoldUpAsync(string view)
        {
            var connection = await database.ConnectAsync();
            await using var command = new NpgsqlCommand($"begin; lock table mt_doc_{view} in share mode", connection);
            await command.ExecuteNonQueryAsync();
            return connection;
        }

        public Task<IReadOnlyList<string>> StopsAsync() => database.ListAsync("select name || ' ' || seq_id || ' ' || reason from userdomain.view_stops");

        /// <summary>The view holds what a fold of all events gives, each document written as often as something changed it.</summary>
        public async Task MustBeTheFoldAsync(string view)
        {
            var (expected, actual) = (await database.FoldAsync(view), await database.DocumentsAsync(view));
            actual.Keys.Order(StringComparer.Ordinal).Should().Equal(expected.Keys.Order(StringComparer.Ordinal));
            foreach (var (id, json) in expected)
                JsonElement.DeepEquals(JsonElement.Parse(json), JsonElement.Parse(actual[id])).Should().BeTrue($"{id} is {json}, not {actual[id]}");
        }

        private async Task<Dictionary<string, string>> FoldAsync(string name)
        {
            await using var parts = await database.OpenPartsAsync();
            var (view, documents) = (ViewTables.Find(name)!, new Dictionary<string, object>());
            var skipped = await parts.GetRequiredService<SkippedEvents>().ReadAsync(name, default);
            await foreach (var page in parts.GetRequiredService<OrderedReader>().ReadPagesAsync(0, long.MaxValue, default))
            {
                foreach (var change in page.Where(stored => !skipped.Contains(stored.Sequence)).Select(stored => stored.Read())
                    .SelectMany(one => view.Project(view.NeedsDocument(one) is { } id ? documents.GetValueOrDefault(id) : null, one).ToArray()))
                {
                    if (change.Document is { } document)
                        documents[change.Id] = document;
                    else
                        documents.Remove(change.Id);
                }
            }

            return documents.ToDictionary(one => one.Key, one => JsonSerializer.Serialize(one.Value, view.Table.View, StoredEvents.Json));
        }

        private async Task<Dictionary<string, string>> DocumentsAsync(string view)
        {
            var rows = await database.ListAsync($"select id || '\n' || data::text from mt_doc_{view}");
            return rows.Select(row => row.Split('\n', 2)).ToDictionary(row => row[0], row => row[1]);
        }
    }
}
