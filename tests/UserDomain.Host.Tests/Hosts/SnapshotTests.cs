using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Hosts;

/// <summary>Hosts write snapshots beside their calls; whether they can is nothing that a caller notices.</summary>
public sealed class SnapshotTests(OneHost one) : IClassFixture<OneHost>
{
    [Fact]
    public async Task Whoever_is_changed_often_has_one_soon_that_another_host_goes_on_from()
    {
        var user = await one.NewUserAsync();
        await SetAsync(user.Client, 256, "first");
        await Eventually.HoldsAsync(() => HasOneAsync(user), "it is written beside the call");

        await using var other = await one.Venue.StartHostAsync();
        await SetAsync(other.With(user.Client.Token), 1, "second");
        (await user.Client.GetAsync("/AP/GetUserConfig")).Body.Should().Contain("second").And.Contain("first");
        (await VersionAsync(user)).Should().BeLessThan(await one.Database.AskAsync<long>($"select version from mt_streams where id = 'user-{user.Id}'"));
    }

    [Fact]
    public async Task Where_none_can_be_written_calls_go_on_and_once_they_can_they_are()
    {
        await using var venue = await TestVenue.CreateAsync();
        await using var host = await venue.StartHostAsync();
        var user = await host.NewUserAsync();
        await venue.Database.ExecuteAsync("revoke insert on userdomain.snapshots from userdomain_run");
        for (var i = 0; i < 3; i++)
            await SetAsync(user.Client, 200, $"{i}");
        await Eventually.HoldsAsync(() => host.Services.GetRequiredService<SnapshotQueue>().Count == 0, "each was tried");
        (await venue.Database.AskAsync<long>("select count(*) from userdomain.snapshots")).Should().Be(0);

        await venue.Database.ExecuteAsync("grant insert on userdomain.snapshots to userdomain_run");
        await SetAsync(user.Client, 200, "again");
        await Eventually.HoldsAsync(async () => await venue.Database.AskAsync<long>("select count(*) from userdomain.snapshots") == 1, "the next is written");
    }

    [Fact]
    public async Task Where_one_cannot_be_written_those_who_wait_with_him_are()
    {
        await using var venue = await TestVenue.CreateAsync();
        await using var host = await venue.StartHostAsync();
        TestUser[] users = [await host.NewUserAsync(), await host.NewUserAsync(), await host.NewUserAsync()];
        await venue.Database.ExecuteAsync($"""
            create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
            create trigger refuse before insert on userdomain.snapshots for each row when (new.stream = 'user-{users[1].Id}') execute function refuse()
            """);
        await using (var holding = await venue.Database.OpenAsync())
        {
            await using var transaction = await holding.BeginTransactionAsync();
            await using (var hold = new NpgsqlCommand("lock table userdomain.snapshots in share mode", holding))
                await hold.ExecuteNonQueryAsync();
            var due = host.Services.GetRequiredService<SnapshotQueue>();
            await SetAsync(users[0].Client, 200, "");
            await Eventually.HoldsAsync(() => due.Count == 0, "he is being written");
            await SetAsync(users[1].Client, 200, "");
            await SetAsync(users[2].Client, 200, "");
            due.Count.Should().Be(2);
            await transaction.CommitAsync();
        }

        await Eventually.HoldsAsync(
            async () => (await venue.Database.ListAsync<string>("select stream from userdomain.snapshots")).ToHashSet().SetEquals([$"user-{users[0].Id}", $"user-{users[2].Id}"]), "the others are");
    }

    private async Task<bool> HasOneAsync(TestUser user) =>
        await one.Database.AskAsync<long>($"select count(*) from userdomain.snapshots where stream = 'user-{user.Id}'") == 1;

    private Task<long> VersionAsync(TestUser user) => one.Database.AskAsync<long>($"select version from userdomain.snapshots where stream = 'user-{user.Id}'");

    private static async Task SetAsync(TestClient client, int keys, string value) =>
        (await client.PostAsync("SetUserConfig", JsonSerializer.Serialize(new { Config = Enumerable.Range(0, keys).ToDictionary(i => $"key {i}", _ => value) }))).MustSucceed();
}
