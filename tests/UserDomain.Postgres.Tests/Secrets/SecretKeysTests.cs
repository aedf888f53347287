using System.Security.Cryptography;
using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Mail;
using UserDomain.Model;
using UserDomain.Postgres.Secrets;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Secrets;

/// <summary>Which keys seal something is known at all times, and who lacks one is told before he starts.</summary>
public sealed class SecretKeysTests : IAsyncLifetime
{
    private const string Noted = "select id::text from userdomain.secret_keys where retired_at is null order by 1";

    private readonly byte[] old = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] present = RandomNumberGenerator.GetBytes(32);
    private TestDatabase database = null!;
    private Database opened = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        opened = await Database.OpenAsync(database.ConnectionString, default);
    }

    [Fact]
    public async Task The_key_of_what_an_append_seals_is_noted_with_it_once()
    {
        await using var stores = await OpenAsync(old);
        var ada = await stores.CreateAsync("ada");
        (await database.ListAsync(Noted)).Should().BeEmpty("nothing was sealed");

        ada = await stores.AppendAsync(ada, new UserEmailUnverified(), Everything(ada.UserId));
        await stores.AppendAsync(ada, new UserEmailVerified(), Everything(ada.UserId, "another"));

        (await database.ListAsync(Noted)).Should().Equal($"{TestSecretBox.IdOf(old)}");
        (await Keys(old).ListAsync(default)).Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { Id = TestSecretBox.IdOf(old), RetiredAt = (DateTimeOffset?)null, Secrets = 6L });
    }

    [Fact]
    public async Task The_key_of_an_append_that_is_refused_is_not_noted()
    {
        await using var stores = await OpenAsync(old);
        var ada = await stores.CreateAsync("ada");
        await stores.AppendAsync(ada, new UserEmailUnverified());

        await stores.Invoking(s => s.AppendAsync(ada, new UserEmailVerified(), Everything(ada.UserId))).Should().ThrowAsync<ConcurrentChangeException>();

        (await database.ListAsync(Noted)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_key_of_a_letter_to_nobodys_name_is_noted()
    {
        await new SignIn.PostgresStrangers(opened, new(TimeProvider.System), new TestSecretBox(old), TimeProvider.System)
            .ReserveAsync("NAME", new("verifier"), Letter, null, default);

        (await database.ListAsync(Noted)).Should().Equal($"{TestSecretBox.IdOf(old)}");
    }

    [Fact]
    public async Task Appends_that_seal_with_one_key_do_not_wait_for_one_another()
    {
        await using var stores = await OpenAsync(old);
        var (ada, bob) = (await stores.CreateAsync("ada"), await stores.CreateAsync("bob"));
        await stores.AppendAsync(ada, new UserEmailUnverified(), Code(ada.UserId));
        await using var open = await SealingAsync(old, userId: 1000);

        await stores.AppendAsync(bob, new UserEmailUnverified(), Code(bob.UserId)).WaitAsync(TimeSpan.FromSeconds(20));

        (await database.AskAsync<long>("select count(*) from userdomain.email_codes")).Should().Be(2, "the other is not committed");
    }

    [Fact]
    public async Task A_key_that_seals_nothing_is_retired_and_noted_anew_when_it_seals()
    {
        await using var stores = await OpenAsync(old);
        var ada = await stores.CreateAsync("ada");
        ada = await stores.AppendAsync(ada, new UserEmailUnverified(), Code(ada.UserId));
        (await Keys(old).RetireAsync(default)).Should().BeEmpty("it seals a code");
        ada = await stores.AppendAsync(ada, new UserEmailVerified(), new EmailCodeCleared(ada.UserId));

        (await Keys(old).RetireAsync(default)).Should().Equal(TestSecretBox.IdOf(old));
        (await Keys(old).ListAsync(default)).Should().ContainSingle().Which.RetiredAt.Should().NotBeNull();

        await stores.AppendAsync(ada, new UserEmailUnverified(), Code(ada.UserId));
        (await database.ListAsync(Noted)).Should().Equal($"{TestSecretBox.IdOf(old)}");
    }

    [Fact]
    public async Task A_key_that_seals_something_just_now_is_not_retired()
    {
        await NoteAsync(old);
        var sealing = await SealingAsync(old, userId: 1000);

        var retiring = Keys(old).RetireAsync(default);
        await Eventually.HoldsAsync(async () => await database.AskAsync<bool>(
            $"select exists (select from {TestDatabase.Locks} l where relation = 'userdomain.secret_keys'::regclass and not granted)") || retiring.IsCompleted, "it waits for who is sealing");
        await sealing.CommitAsync();
        await sealing.DisposeAsync();

        (await retiring).Should().BeEmpty();
    }

    [Fact]
    public async Task A_host_that_lacks_a_key_in_use_is_told_which_and_one_that_lacks_a_retired_one_is_not()
    {
        await new Installation(opened).CheckKeysAsync(new TestSecretBox(old), default);
        await NoteAsync(present);

        var refusal = (await FluentActions.Awaiting(() => new Installation(opened).CheckKeysAsync(new TestSecretBox(present), default))
            .Should().ThrowAsync<PostgresSetupException>()).Which.Message;
        refusal.Should().Match($"*{TestSecretBox.IdOf(old)}. Let USERDOMAIN_KEYS name*").And.NotContain($"{TestSecretBox.IdOf(present)}");

        await new Resealing(opened, new TestSecretBox(present, old)).RunAsync(default);
        await Keys(present).RetireAsync(default);
        await new Installation(opened).CheckKeysAsync(new TestSecretBox(present), default);
    }

    [Fact]
    public async Task Keys_that_an_earlier_release_sealed_with_are_noted_at_the_next_start()
    {
        await new Installation(opened).CheckKeysAsync(new TestSecretBox(old), default);
        await using (var stores = await OpenAsync(present, old))
        {
            var ada = await stores.CreateAsync("ada");
            await stores.AppendAsync(ada, new UserEmailUnverified(), Code(ada.UserId));
        }

        await database.ExecuteAsync("delete from userdomain.secret_keys");

        await FluentActions.Awaiting(() => new Installation(opened).CheckKeysAsync(new TestSecretBox(old), default))
            .Should().ThrowAsync<PostgresSetupException>().WithMessage($"*{TestSecretBox.IdOf(present)}*");
        await new Installation(opened).CheckKeysAsync(new TestSecretBox(present, old), default);
        (await database.ListAsync(Noted)).Should().BeEquivalentTo($"{TestSecretBox.IdOf(old)}", $"{TestSecretBox.IdOf(present)}");
    }

    [Fact]
    public async Task Of_hosts_with_different_keys_that_start_together_the_first_one_stays()
    {
        var starts = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            var key = RandomNumberGenerator.GetBytes(32);
            try
            {
                await new Installation(opened).CheckKeysAsync(new TestSecretBox(key), default);
                return (Key: key, Runs: true);
            }
            catch (PostgresSetupException)
            {
                return (Key: key, Runs: false);
            }
        }));

        var first = starts.Should().ContainSingle(start => start.Runs).Which;
        (await database.ListAsync(Noted)).Should().Equal([$"{TestSecretBox.IdOf(first.Key)}"], "keys of those who were refused seal nothing");
    }

    [Fact]
    public async Task Only_one_rotates_at_a_time()
    {
        await using (await Keys(old).TakeTurnAsync(default))
            await Keys(old).Invoking(keys => keys.TakeTurnAsync(default)).Should().ThrowAsync<PostgresSetupException>();

        await using var next = await Keys(old).TakeTurnAsync(default);
    }

    public async Task DisposeAsync()
    {
        await opened.DisposeAsync();
        await database.DisposeAsync();
    }

    private static Letter Letter => new("ada@x", "s", "t") { GoodUntil = Examples.Noon };

    private static EmailCodeSet Code(UserId user) => new(user, new("code"), Examples.Noon);

    private static Companion[] Everything(UserId user, string apiKey = "key") =>
        [Code(user), new TwoFactorSecretSet(user, new("seed")), new ApiKeySecretSet(user, apiKey, new("secret")), new MailQueued(Letter)];

    private SecretKeys Keys(byte[] key) => new(opened, new TestSecretBox(key));

    private Task<Stores> OpenAsync(byte[] key, params byte[][] older) => TestDatabase.OpenAsync(database.ConnectionString, box: new TestSecretBox(key, older));

    private async Task NoteAsync(byte[] key)
    {
        await using var open = await SealingAsync(key, userId: 0, seals: false);
        await open.CommitAsync();
    }

    /// <summary>A transaction that has sealed a code, and is not committed.</summary>
    private async Task<Sealing> SealingAsync(byte[] key, long userId, bool seals = true)
    {
        var connection = await opened.Source.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection);
        var code = new NotingBox(batch, new TestSecretBox(key)).Seal(SignIn.SealedAs.EmailCode, new("code"));
        if (seals)
            batch.Add("insert into userdomain.email_codes (user_id, code, issued_at) values ($1, $2, now())", Parameters.P((long?)userId), Parameters.P(code));
        await batch.ExecuteNonQueryAsync();
        return new(connection, transaction);
    }

    private sealed record Sealing(NpgsqlConnection Connection, NpgsqlTransaction Transaction) : IAsyncDisposable
    {
        public Task CommitAsync() => Transaction.CommitAsync();

        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}
