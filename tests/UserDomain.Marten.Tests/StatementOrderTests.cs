using System.Collections.Concurrent;
using System.Diagnostics;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Tests;
using UserDomain.Specs;

namespace UserDomain.Marten.Tests;

/// <summary>What is sent for one append, in order: readers in order rest on it.</summary>
public sealed class StatementOrderTests : IAsyncLifetime, IDisposable
{
    private readonly ConcurrentQueue<string> statements = new();
    private readonly ActivityListener listener = new()
    {
        ShouldListenTo = source => source.Name == "Npgsql",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
    };

    private TestDatabase database = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        listener.ActivityStopped = Note;
        ActivitySource.AddActivityListener(listener);
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    public void Dispose() => listener.Dispose();

    [Fact]
    public async Task The_transactions_id_is_taken_before_the_gate_and_the_gate_is_held_before_a_place_is_drawn()
    {
        await using var stores = await MartenDatabase.OpenAsync(database.ConnectionString);
        var ada = await stores.CreateAsync("ada");
        foreach (var append in (Append[])[ada.With(new UserConfigSet("a", "1")), Appends.SignIn(ada) with { Asserting = [] }])
        {
            statements.Clear();
            await stores.AppendAsync(append);

            var sent = string.Join('\n', statements);
            Place(sent, "select pg_current_xact_id()").Should().BeLessThan(Place(sent, "insert into public.mt_streams"));
            Place(sent, "returning version, timestamp").Should().BeLessThan(Place(sent, "nextval"));
            Place(sent, "nextval").Should().BeLessThan(Place(sent, "insert into public.mt_events"));
            Place(sent, "update public.mt_streams set version").Should().BeLessThan(Place(sent, "insert into public.mt_events"));
        }
    }

    private static int Place(string sent, string what)
    {
        sent.Should().Contain(what);
        return sent.IndexOf(what, StringComparison.Ordinal);
    }

    private void Note(Activity activity)
    {
        var tags = activity.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value?.ToString());
        if (tags.Values.Any(value => value?.Contains(database.Name, StringComparison.Ordinal) == true))
            statements.Enqueue(string.Join('\n', tags.Where(tag => tag.Key is "db.query.text" or "db.statement").Select(tag => tag.Value)));
    }
}
