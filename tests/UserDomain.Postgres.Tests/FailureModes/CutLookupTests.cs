using System.Text.Json;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.FailureModes;

/// <summary>Round trips that many share are cut, and documents in them cannot be read.</summary>
public sealed class CutLookupTests
{
    private const int Users = 12;
    private const int Askers = 60;

    [Theory]
    [InlineData(nameof(Cut.BeforeItArrives))]
    [InlineData(nameof(Cut.AfterItIsDone))]
    public async Task Everybody_whose_round_trip_is_cut_is_answered_right(string cut)
    {
        var cuts = 0;
        CuttingProxy? proxy = null;
        await using var database = await TestDatabase.NewAsync();
        await using var cutting = proxy = new CuttingProxy(database.ConnectionString)
        {
            AtTheCut = () =>
            {
                if (++cuts < 6)
                    proxy!.CutNext(Enum.Parse<Cut>(cut));
                return Task.CompletedTask;
            },
        };
        await using var stores = await TestDatabase.OpenAsync(cutting.ConnectionString);
        var ids = await CreateAsync(stores);

        cutting.CutNext(Enum.Parse<Cut>(cut));
        await Eventually.HoldsAsync(
            async () =>
            {
                (await Racing.AllAsync(Askers, i => AskAsync(stores, ids, i))).Should().OnlyContain(outcome => outcome == null);
                return cuts == 6;
            },
            "round trips are cut as long as there are any");
    }

    [Fact]
    public async Task Documents_that_cannot_be_read_fail_only_who_asks_for_them()
    {
        await using var database = await TestDatabase.NewAsync();
        await using var stores = await database.OpenAsync();
        var ids = await CreateAsync(stores);
        await database.ExecuteAsync($"""
            update mt_doc_user_info set data = '5' where id = '{ids[0]}';
            update mt_doc_user_config_entry set data = data - 'Value' where user_id = {ids[1]};
            update mt_doc_user_config_entry set data = jsonb_set(data, '{"{Key}"}', '7') where user_id = {ids[2]};
            update mt_doc_user_config_entry set data = '[]' where user_id = {ids[3]};
            """);

        var outcomes = await Racing.AllAsync(Askers, i => AskAsync(stores, ids, i));

        for (var i = 0; i < Askers; i++)
        {
            if (i % Users < 4)
                outcomes[i].Should().BeOfType<JsonException>();
            else
                outcomes[i].Should().BeNull();
        }
    }

    private static async Task<UserId[]> CreateAsync(Stores stores)
    {
        var ids = new UserId[Users];
        for (var i = 0; i < Users; i++)
            ids[i] = (await stores.AppendAsync(await stores.CreateAsync($"user {i}"), new UserConfigSet("whose", $"{i}"))).UserId;
        return ids;
    }

    private static async Task AskAsync(Stores stores, UserId[] ids, int i)
    {
        var seen = (await stores.Views.FindConfigAsync(ids[i % Users], default))!;
        seen.Info.UserId.Should().Be(ids[i % Users].Value);
        seen.Pairs.Should().Equal(new ConfigPair("whose", $"{i % Users}"));
    }
}
