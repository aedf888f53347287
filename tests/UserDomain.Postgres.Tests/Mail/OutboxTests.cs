using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Mail;
using UserDomain.Model;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Mail;

/// <summary>Letters wait in the order they were queued, are one sender's at a time, and go when they are done with.</summary>
public sealed class OutboxTests : IAsyncLifetime
{
    private const string Rows = "select count(*) from userdomain.outbox";
    private const string MakeDue = "update userdomain.outbox set due_at = now()";

    private TestDatabase database = null!;
    private Stores stores = null!;
    private ServiceProvider first = null!;
    private ServiceProvider second = null!;

    private IOutbox Outbox => first.GetRequiredService<IOutbox>();

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        stores = await database.OpenAsync();
        (first, second) = (await OpenAsync(new TestSecretBox()), await OpenAsync(new TestSecretBox()));
    }

    [Fact]
    public async Task A_letter_is_queued_with_its_events_and_taken_as_it_was_written()
    {
        await QueueAsync(Letter("ada@example.org"));

        var taken = (await Outbox.TakeAsync(default))!;

        taken.Letter.Should().BeEquivalentTo(Letter("ada@example.org"));
        (taken.Attempt, taken.IsOver).Should().Be((1, false));
    }

    [Fact]
    public async Task A_letter_whose_events_are_refused_is_not_queued()
    {
        var ada = await stores.CreateAsync("ada");
        await stores.AppendAsync(ada, new UserEmailUnverified());

        await stores.Invoking(s => s.AppendAsync(ada, new UserEmailVerified(), new MailQueued(Letter("a@x")))).Should().ThrowAsync<ConcurrentChangeException>();

        (await database.AskAsync<long>(Rows)).Should().Be(0);
    }

    [Fact]
    public async Task Letters_are_taken_oldest_first_and_one_that_is_taken_is_nobody_elses()
    {
        await QueueAsync(Letter("first@x"), Letter("second@x"));

        (await Outbox.TakeAsync(default))!.Letter!.To.Should().Be("first@x");
        (await second.GetRequiredService<IOutbox>().TakeAsync(default))!.Letter!.To.Should().Be("second@x");
        (await Outbox.TakeAsync(default)).Should().BeNull();
    }

    [Fact]
    public async Task Senders_that_take_at_once_take_every_letter_once()
    {
        var all = Enumerable.Range(0, 40).Select(i => $"user{i}@x").ToArray();
        await QueueAsync([.. all.Select(Letter)]);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => DrainAsync((i % 2 == 0 ? first : second).GetRequiredService<IOutbox>())));

        taken.SelectMany(letters => letters).Should().BeEquivalentTo(all);
        (await database.AskAsync<long>(Rows)).Should().Be(0);
    }

    [Fact]
    public async Task A_letter_whose_sender_died_is_due_again_after_the_lease_under_the_same_mark()
    {
        await QueueAsync(Letter("ada@x"), Letter("bob@x"));
        var (ada, bob) = ((await Outbox.TakeAsync(default))!, (await Outbox.TakeAsync(default))!);
        (await database.AskAsync<double>("select max(extract(epoch from due_at - now()))::float8 from userdomain.outbox"))
            .Should().BeInRange(60, IOutbox.Lease.TotalSeconds);

        await database.ExecuteAsync($"{MakeDue} where id = {ada.Id}");
        var again = (await Outbox.TakeAsync(default))!;

        (again.Id, again.Mark, again.Attempt).Should().Be((ada.Id, ada.Mark, 2));
        bob.Mark.Should().NotBe(ada.Mark);
    }

    [Fact]
    public async Task A_letter_that_could_not_be_sent_waits_for_the_pause_and_no_longer_than_it_is_good()
    {
        await QueueAsync(Letter("long@x"), Letter("short@x") with { GoodUntil = TimeProvider.System.GetUtcNow().AddSeconds(30) });
        var (lasting, passing) = ((await Outbox.TakeAsync(default))!, (await Outbox.TakeAsync(default))!);

        await Outbox.FailedAsync(lasting, TimeSpan.FromMinutes(10), default);
        await Outbox.FailedAsync(passing, TimeSpan.FromMinutes(10), default);

        (await DueInAsync(lasting)).Should().BeInRange(540, 600);
        (await DueInAsync(passing)).Should().BeInRange(0, 30);
        (await Outbox.TakeAsync(default)).Should().BeNull();
    }

    [Fact]
    public async Task A_sender_whose_lease_ran_out_does_not_postpone_what_another_has_taken()
    {
        await QueueAsync(Letter("ada@x"));
        var late = (await Outbox.TakeAsync(default))!;
        await database.ExecuteAsync(MakeDue);
        var now = (await second.GetRequiredService<IOutbox>().TakeAsync(default))!;

        await Outbox.FailedAsync(late, TimeSpan.FromDays(7), default);

        (await DueInAsync(now)).Should().BeLessThan(IOutbox.Lease.TotalSeconds + 1);
    }

    [Fact]
    public async Task A_letter_of_no_use_any_more_is_told_to_be_over()
    {
        await QueueAsync(Letter("late@x") with { GoodUntil = TimeProvider.System.GetUtcNow().AddSeconds(-1) });

        (await Outbox.TakeAsync(default))!.IsOver.Should().BeTrue();
    }

    [Fact]
    public async Task Who_is_written_to_since_his_address_was_tried_is_so_once_a_minute_whatever_host_and_name()
    {
        (await ReserveAsync(first, "BOB", "ada@x")).Should().BeTrue();
        (await ReserveAsync(first, "CARL", "ADA@X")).Should().BeTrue();
        (await ReserveAsync(second, "DAN", "ada@x")).Should().BeTrue();
        (await ReserveAsync(second, "EVE", "eve@x")).Should().BeTrue();
        (await database.AskAsync<long>("select count(*) from userdomain.outbox where letter is not null")).Should().Be(2);

        await database.ExecuteAsync("update userdomain.strangers set last_at = last_at - interval '1 minute'");
        (await ReserveAsync(first, "FRED", "ada@x")).Should().BeTrue();
        (await database.AskAsync<long>("select count(*) from userdomain.outbox where letter is not null")).Should().Be(3);
    }

    [Fact]
    public async Task A_row_without_a_letter_is_dropped_and_the_letters_after_it_are_taken()
    {
        await first.GetRequiredService<IStrangers>().QueueNothingAsync(default);
        await QueueAsync(Letter("ada@x"));

        (await Outbox.TakeAsync(default))!.Letter!.To.Should().Be("ada@x");

        (await database.AskAsync<long>(Rows)).Should().Be(1);
    }

    [Fact]
    public async Task A_letter_that_cannot_be_opened_is_taken_as_such_and_stops_no_other()
    {
        await QueueAsync(Letter("ada@x"), Letter("bob@x"), Letter("cid@x"));
        await database.ExecuteAsync("update userdomain.outbox set letter = set_byte(letter, 40, get_byte(letter, 40) # 1) where id = (select min(id) from userdomain.outbox)");
        await using var keyless = await OpenAsync(new TestSecretBox(RandomNumberGenerator.GetBytes(32)));

        (await Outbox.TakeAsync(default))!.Letter.Should().BeNull("it was tampered with");
        (await keyless.GetRequiredService<IOutbox>().TakeAsync(default))!.Letter.Should().BeNull("the key is not there");
        (await Outbox.TakeAsync(default))!.Letter!.To.Should().Be("cid@x");
    }

    [Fact]
    public async Task Neither_address_nor_text_stands_in_the_clear()
    {
        await QueueAsync(Letter("Canary@example.org"));

        var row = await database.AskAsync<string>("select encode(letter, 'escape') || o::text from userdomain.outbox o");

        foreach (var secret in (string[])["Canary@example.org", "Canary", "Code 42", "Subject"])
            row.Should().NotContain(secret).And.NotContainEquivalentOf(Convert.ToHexString(Encoding.UTF8.GetBytes(secret)));
    }

    [Fact]
    public async Task A_letter_that_is_being_sent_holds_up_no_reader_of_events()
    {
        await QueueAsync(Letter("ada@x"));
        (await Outbox.TakeAsync(default)).Should().NotBeNull();

        (await stores.ReadAllAsync()).Should().HaveCount(2);
        (await database.AskAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'")).Should().Be(0);
    }

    public async Task DisposeAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
        await stores.DisposeAsync();
        await database.DisposeAsync();
    }

    private static Letter Letter(string to) => new(to, "Subject", "Code 42\nJosé 山") { GoodUntil = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero) };

    private static async Task<List<string>> DrainAsync(IOutbox outbox)
    {
        var letters = new List<string>();
        while (await outbox.TakeAsync(default) is { } taken)
        {
            letters.Add(taken.Letter!.To);
            await outbox.DoneAsync(taken, default);
        }

        return letters;
    }

    private async Task QueueAsync(params Letter[] letters) => await stores.AppendAsync(
        await stores.CreateAsync($"user {Guid.CreateVersion7()}"), new UserEmailUnverified(), [.. letters.Select(letter => new MailQueued(letter))]);

    private static async Task<bool> ReserveAsync(ServiceProvider host, string nameKey, string address) =>
        await host.GetRequiredService<IStrangers>().ReserveAsync(nameKey, new("verifier"), Letter(address), null, default);

    private Task<double> DueInAsync(QueuedLetter letter) =>
        database.AskAsync<double>($"select extract(epoch from due_at - now())::float8 from userdomain.outbox where id = {letter.Id}");

    private async Task<ServiceProvider> OpenAsync(ISecretBox box) => new ServiceCollection()
        .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>)).AddSingleton(box).AddPostgres()
        .AddSingleton(await Database.OpenAsync(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = true }.ConnectionString, default))
        .BuildServiceProvider();
}
