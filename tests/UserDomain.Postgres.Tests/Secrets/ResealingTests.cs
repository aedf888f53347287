using System.Security.Cryptography;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Secrets;
using UserDomain.Postgres.SignIn;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Secrets;

/// <summary>Every secret can be sealed anew, and stays what it is.</summary>
public sealed class ResealingTests : IAsyncLifetime
{
    private const string Unsealed = """
        select to_jsonb(c) - 'code' || to_jsonb(t) - 'secret' || to_jsonb(k) - 'secret' || to_jsonb(o) - 'letter' || to_jsonb(a) - 'box'
        from userdomain.email_codes c, userdomain.two_factor_secrets t, userdomain.api_key_secrets k, userdomain.outbox o, userdomain.kept_answers a
        """;

    private readonly byte[] old = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] present = RandomNumberGenerator.GetBytes(32);
    private TestDatabase database = null!;
    private Database opened = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        opened = await Database.OpenAsync(database.ConnectionString, default);
        await new Installation(opened).CheckKeysAsync(new TestSecretBox(old), default);
        await using var stores = await TestDatabase.OpenAsync(database.ConnectionString, box: new TestSecretBox(old));
        var ada = await stores.CreateAsync("ada");
        await stores.AppendAsync(ada, new UserEmailUnverified(), [
            new EmailCodeSet(ada.UserId, new("the code"), Examples.Noon), new TwoFactorSecretSet(ada.UserId, new("the seed")),
            new ApiKeySecretSet(ada.UserId, "key", new("the secret")), new MailQueued(new("ada@x", "s", "the text") { GoodUntil = Examples.Noon }),
            new AnswerKept("key", new("the answer")),
        ]);
        await database.ExecuteAsync("update userdomain.two_factor_secrets set last_step = 77");
    }

    [Fact]
    public async Task Every_column_that_is_sealed_is_listed()
    {
        var columns = await database.ListAsync("""
            select table_schema || '.' || table_name || ' ' || column_name from information_schema.columns where table_schema = 'userdomain' and table_name not in ('seals', 'snapshots') and data_type = 'bytea' -- seals are hashes, snapshots folds of events
            """);

        columns.Should().BeEquivalentTo(SealedColumn.All.Select(column => $"{column.Table} {column.Column}"));
    }

    [Fact]
    public async Task Every_secret_opens_with_the_new_key_alone_and_nothing_else_is_changed()
    {
        var before = await database.AskAsync<string>($"select ({Unsealed})::text");

        (await ResealAsync(new TestSecretBox(present, old))).Should().Be(new Resealed(6, 0));

        (await OpenedAsync(new TestSecretBox(present))).Should().HaveCount(6).And.Contain(["the code", "the seed", "the secret", "the answer"])
            .And.Contain(text => text.Contains("the text", StringComparison.Ordinal));
        (await database.AskAsync<string>($"select ({Unsealed})::text")).Should().Be(before);
        (await new SecretKeys(opened, new TestSecretBox(present)).RetireAsync(default)).Should().Equal(TestSecretBox.IdOf(old));
    }

    [Fact]
    public async Task A_second_run_finds_nothing_to_do()
    {
        await ResealAsync(new TestSecretBox(present, old));

        (await ResealAsync(new TestSecretBox(present, old))).Should().Be(new Resealed(0, 0));
    }

    [Fact]
    public async Task More_secrets_than_fit_into_one_batch_are_all_sealed_anew()
    {
        var code = new TestSecretBox(old).Seal(SealedAs.EmailCode, new("code"));
        await database.ExecuteAsync($"insert into userdomain.email_codes (user_id, code, issued_at) select 1000 + n, '\\x{Convert.ToHexString(code)}', now() from generate_series(1, 1234) n");

        (await ResealAsync(new TestSecretBox(present, old))).Should().Be(new Resealed(1240, 0));

        (await new SecretKeys(opened, new TestSecretBox(present)).ListAsync(default)).Select(key => (key.Id, key.Secrets))
            .Should().BeEquivalentTo([(TestSecretBox.IdOf(old), 0L), (TestSecretBox.IdOf(present), 1240L)]);
    }

    [Fact]
    public async Task What_a_host_writes_meanwhile_stands()
    {
        var written = new TestSecretBox(old).Seal(SealedAs.EmailCode, new("a newer code"));
        var box = new WatchedBox(new TestSecretBox(present, old), () =>
            database.ExecuteAsync($"update userdomain.email_codes set code = '\\x{Convert.ToHexString(written)}'").GetAwaiter().GetResult());

        (await ResealAsync(box)).Should().Be(new Resealed(5, 0), "the code is not the one that was read");

        (await OpenedAsync(new TestSecretBox(present, old))).Should().Contain("a newer code").And.NotContain("the code");
        (await new SecretKeys(opened, box).RetireAsync(default)).Should().BeEmpty("the old key seals that code");
    }

    [Fact]
    public async Task A_secret_that_cannot_be_opened_stands_as_it_did_and_its_key_is_not_retired()
    {
        await database.ExecuteAsync("update userdomain.email_codes set code = set_byte(code, 40, get_byte(code, 40) # 1)");

        (await ResealAsync(new TestSecretBox(present, old))).Should().Be(new Resealed(5, 1));

        (await new SecretKeys(opened, new TestSecretBox(present)).RetireAsync(default)).Should().BeEmpty();
    }

    public async Task DisposeAsync()
    {
        await opened.DisposeAsync();
        await database.DisposeAsync();
    }

    private Task<Resealed> ResealAsync(ISecretBox box) => new Resealing(opened, box).RunAsync(default);

    private async Task<List<string>> OpenedAsync(TestSecretBox box)
    {
        var texts = new List<string>();
        foreach (var column in SealedColumn.All)
            texts.Add(box.Open(column.Purpose, await database.AskAsync<byte[]>($"select {column.Column} from {column.Table}")).Reveal());
        return texts;
    }

    private sealed class WatchedBox(ISecretBox box, Action beforeOpen) : ISecretBox
    {
        public byte[] Seal(string purpose, Secret secret) => box.Seal(purpose, secret);

        public Secret Open(string purpose, byte[] bytes)
        {
            if (purpose == SealedAs.EmailCode)
                beforeOpen();
            return box.Open(purpose, bytes);
        }

        public Guid KeyOf(byte[] bytes) => box.KeyOf(bytes);

        public bool Has(Guid key) => box.Has(key);
    }
}
