using System.Collections.Concurrent;
using UserDomain.Model;

namespace UserDomain.Specs;

public abstract partial class EventStoreContract
{
    [Fact]
    public async Task User_ids_are_given_once_by_whichever_host_and_never_that_of_the_first_operator()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var given = new ConcurrentBag<UserId>();

        await Racing.AllAsync(200, async i => given.Add(await (i % 2 == 0 ? stores : other).Ids.NextUserAsync(default)));

        given.Should().HaveCount(200).And.OnlyHaveUniqueItems().And.OnlyContain(id => id.Value > UserId.FirstOperator.Value);
    }

    [Fact]
    public async Task Account_ids_are_given_once_by_whichever_host()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var given = new ConcurrentBag<long>();

        await Racing.AllAsync(200, async i => given.Add(await (i % 2 == 0 ? stores : other).Ids.NextAccountAsync(default)));

        given.Should().HaveCount(200).And.OnlyHaveUniqueItems().And.OnlyContain(id => id > 0);
    }

    [Fact]
    public async Task An_account_that_was_named_is_never_given_as_a_new_one()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var start = await stores.Ids.NextAccountAsync(default);
        await other.Ids.NextAccountAsync(default);
        var named = new List<long> { start + 2, start + 3, start + 5, start + 40, start + 41 };
        var ada = await stores.CreateAsync(Examples.CreatedAs("ada", "ada@example.org", accountId: named[0]));
        foreach (var account in named.Skip(1))
            ada = await other.AppendAsync(ada, new UserAccountAdded(account));

        for (var i = 0; i < 100; i++)
            (await (i % 2 == 0 ? stores : other).Ids.NextAccountAsync(default)).Should().NotBe(start).And.Match(id => !named.Contains((long)id!));
    }

    [Fact]
    public async Task The_largest_account_there_is_can_be_named_and_new_ones_are_still_given()
    {
        await using var stores = await OpenAsync();
        await stores.CreateAsync(Examples.CreatedAs("ada", "ada@example.org", accountId: long.MaxValue));

        (await stores.Ids.NextAccountAsync(default)).Should().BeInRange(1, long.MaxValue - 1);
        (await stores.Ids.NextAccountAsync(default)).Should().BeInRange(1, long.MaxValue - 1);
    }

    [Fact]
    public async Task No_account_is_given_as_a_new_one_once_a_racing_creation_has_named_it()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var named = new ConcurrentDictionary<long, bool>();
        var start = await stores.Ids.NextAccountAsync(default);

        var outcomes = await Racing.AllAsync(4, i => i % 2 == 0 ? NameAsync(stores, i) : DrawAsync(other));

        outcomes.Should().OnlyContain(outcome => outcome == null);

        async Task NameAsync(Stores host, int who)
        {
            for (var account = start + 1 + who; account < start + 60; account += 3)
            {
                await host.CreateAsync(Examples.CreatedAs($"user {who} {account}", $"{who}.{account}@example.org", account));
                named[account] = true;
            }
        }

        async Task DrawAsync(Stores host)
        {
            for (var i = 0; i < 40; i++)
            {
                var before = named.Keys.ToHashSet();
                before.Should().NotContain(await host.Ids.NextAccountAsync(default));
            }
        }
    }
}
