using Microsoft.Extensions.DependencyInjection;
using UserDomain.EventSourcing;
using UserDomain.Postgres.Tests;
using UserDomain.Specs;

namespace UserDomain.Marten.Tests;

/// <summary>Marten's connections are of those that the connection string allows, however many come at once.</summary>
public sealed class ConnectionTests
{
    private const int Allowed = 8;

    [Fact]
    public async Task A_crowd_leaves_no_more_behind_than_the_connection_string_allows()
    {
        await using var database = await TestDatabase.NewAsync();
        await using var parts = await TestDatabase.OpenPartsAsync(database.ConnectionString, engine: services => services.AddMarten(), most: Allowed);
        var (events, views) = (parts.GetRequiredService<IEventStore>(), parts.GetRequiredService<IViews>());

        var users = Enumerable.Range(1000, 60).Select(id => UserState.None(new(id))).ToArray();

        var created = await Racing.AllAsync(users.Length, i => events.AppendAsync(users[i].With(Examples.CreatedAs($"user{i}", $"user{i}@example.org")), default).AsTask());
        var asked = await Racing.AllAsync(users.Length, async i =>
        {
            await views.FindUserIdAsync($"USER{i}", default);
            await events.FindVersionAsync(users[i].Stream, default);
            await views.FindAsync(users[i].UserId, default);
        });

        created.Concat(asked).Should().OnlyContain(outcome => outcome == null);
        (await database.AskAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")).Should().BeLessThanOrEqualTo(Allowed);
    }
}
