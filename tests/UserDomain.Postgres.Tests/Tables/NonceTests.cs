using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Tables;

/// <summary>Nonces as they stand in the database: hashed, for five minutes at least, and found out about where an answer is lost.</summary>
public sealed class NonceTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private Stores stores = null!;

    public async Task InitializeAsync()
    {
        database = await TestDatabase.NewAsync();
        stores = await database.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await stores.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Old_nonces_are_swept_batch_after_batch_and_young_ones_are_not()
    {
        await database.ExecuteAsync($"""
            insert into userdomain.api_nonces (api_key, nonce_hash, taken_by, seen_at)
            select 'k1', n::text, gen_random_uuid(), now() - interval '5 minutes 1 second' from generate_series(1, {Sweep.Batch + 7}) n
            """);
        await database.ExecuteAsync("""
            insert into userdomain.api_nonces (api_key, nonce_hash, taken_by, seen_at) values ('k1', 'young', gen_random_uuid(), now() - interval '4 minutes 30 seconds')
            """);
        await using var opened = await Database.OpenAsync(database.ConnectionString, default);
        await new Sweep(opened).RunAsync(default);

        (await database.ListAsync("select nonce_hash from userdomain.api_nonces")).Should().Equal("young");
    }

    /// <summary>Rather refused too long than too short.</summary>
    [Fact]
    public async Task A_nonce_that_is_old_stays_taken_until_it_is_swept()
    {
        await stores.ApiKeys.TakeNonceAsync("k1", "1", default);
        await database.ExecuteAsync("update userdomain.api_nonces set seen_at = now() - interval '6 minutes'");
        (await stores.ApiKeys.TakeNonceAsync("k1", "1", default)).Should().BeFalse();

        await using var opened = await Database.OpenAsync(database.ConnectionString, default);
        await new Sweep(opened).RunAsync(default);

        (await stores.ApiKeys.TakeNonceAsync("k1", "1", default)).Should().BeTrue();
    }

    [Fact]
    public async Task What_a_program_used_as_a_nonce_is_kept_as_a_hash()
    {
        await stores.ApiKeys.TakeNonceAsync("k1", "perhaps a password", default);

        (await database.AskAsync<string>("select nonce_hash from userdomain.api_nonces")).Should().MatchRegex("^[0-9a-f]{64}$");
    }

    [Theory]
    [InlineData(nameof(FailureModes.Cut.BeforeItArrives))]
    [InlineData(nameof(FailureModes.Cut.AfterItIsDone))]
    public async Task Who_loses_the_answer_has_his_nonce_all_the_same_and_nobody_else_has_it(string cut)
    {
        await using var proxy = new FailureModes.CuttingProxy(database.ConnectionString);
        await using var cutOff = await TestDatabase.OpenAsync(proxy.ConnectionString);
        await cutOff.ApiKeys.TakeNonceAsync("k1", "0", default);

        proxy.CutNext(Enum.Parse<FailureModes.Cut>(cut));
        (await cutOff.ApiKeys.TakeNonceAsync("k1", "1", default)).Should().BeTrue();

        (await cutOff.ApiKeys.TakeNonceAsync("k1", "1", default)).Should().BeFalse();
        (await stores.ApiKeys.TakeNonceAsync("k1", "1", default)).Should().BeFalse();
    }

    [Fact]
    public async Task A_nonce_of_anothers_is_not_had_by_losing_the_answer()
    {
        await using var proxy = new FailureModes.CuttingProxy(database.ConnectionString);
        await using var cutOff = await TestDatabase.OpenAsync(proxy.ConnectionString);
        await stores.ApiKeys.TakeNonceAsync("k1", "1", default);
        await cutOff.ApiKeys.TakeNonceAsync("k1", "0", default);

        proxy.CutNext(FailureModes.Cut.AfterItIsDone);

        (await cutOff.ApiKeys.TakeNonceAsync("k1", "1", default)).Should().BeFalse();
    }
}
