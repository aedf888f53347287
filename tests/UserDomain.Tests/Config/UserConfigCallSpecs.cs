using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Tests.Config;

public sealed class UserConfigCallSpecs : IDisposable
{
    private readonly CallSpec calls = new();

    [Fact]
    public async Task What_is_set_is_what_is_got_sorted_by_key_as_bytes_sort()
    {
        var ada = await calls.GivenAsync("ada");

        await calls.When(ada, Set(("b", "1"), ("\u00e9", "2"), ("B", "3"), ("a", ""))).ThenDone();

        await calls.When(ada, new GetUserConfig(ada.Value, null)).ThenAnswers([new("B", "3"), new("a", ""), new("b", "1"), new("\u00e9", "2")]);
    }

    [Fact]
    public async Task A_user_without_configuration_has_an_empty_one() =>
        await calls.When(await calls.GivenAsync("ada"), new GetUserConfig(null, null)).ThenAnswers([]);

    [Fact]
    public async Task Other_keys_stay_and_the_last_write_of_one_wins()
    {
        var ada = await calls.GivenAsync("ada");
        await calls.When(ada, Set(("a", "1"), ("b", "1"))).ThenDone();
        await calls.When(ada, Set(("b", "2"), ("c", "1"), ("b", "3"))).ThenDone();

        await calls.When(ada, new GetUserConfig(null, null)).ThenAnswers([new("a", "1"), new("b", "3"), new("c", "1")]);
        (await calls.HistoryAsync(ada, after: 3)).Should().Equal(new UserConfigSet("c", "1"), new UserConfigSet("b", "3"));
    }

    [Fact]
    public async Task Nothing_to_do_is_done_and_records_nothing()
    {
        var ada = await calls.GivenAsync("ada");
        await calls.When(ada, Set(("a", "1"))).ThenDone();

        await calls.When(ada, Set(("a", "1"))).ThenDone();
        await calls.When(ada, Set()).ThenDone();

        (await calls.VersionAsync(ada)).Should().Be(2);
    }

    [Fact]
    public async Task All_that_can_be_sent_in_one_call_is_256_pairs_of_the_longest_keys_or_values()
    {
        var ada = await calls.GivenAsync("ada");

        await calls.When(ada, Set([.. Enumerable.Range(0, 256).Select(i => ($"{i:000}".PadLeft(256, 'k'), ""))])).ThenDone();
        await calls.When(ada, Set(("long", new('v', 65_536)))).ThenDone();

        (await calls.When(ada, new GetUserConfig(null, null))).Should().HaveCount(257);
    }

    public static TheoryData<string, ConfigPairs?> Malformed => new()
    {
        { "Config is Required", null },
        { "Key is Required", Pairs(("a", "1"), ("", "x")) },
        { "Key is too long", Pairs(("a", "1"), (new('k', 257), "x")) },
        { "Value is too long", Pairs(("a", "1"), ("b", new('v', 65_537))) },
        { "Config has too many pairs", new([.. Enumerable.Range(0, 257).Select(i => new ConfigPair("a", $"{i}"))]) },
    };

    [Theory, MemberData(nameof(Malformed))]
    public async Task What_is_malformed_is_refused_as_a_whole(string detail, ConfigPairs? config)
    {
        var ada = await calls.GivenAsync("ada");

        await calls.When(ada, new SetUserConfig(null, null, config)).ThenInvalid(detail);

        (await calls.VersionAsync(ada)).Should().Be(1);
    }

    [Fact]
    public async Task All_of_a_users_configuration_comes_to_a_megabyte_at_most()
    {
        var ada = await calls.GivenAsync("ada");
        for (var i = 0; i < 16; i++)
            await calls.When(ada, Set(($"{i:00}", new('v', 65_536 - 2)))).ThenDone();

        await calls.When(ada, Set(("x", ""))).ThenRefused(Refusals.TooMuchConfig);
        await calls.When(ada, Set(("00", ""))).ThenDone();
        await calls.When(ada, Set(("x", ""))).ThenDone();
    }

    [Fact]
    public async Task An_administrator_removes_a_key_and_is_told_when_there_is_none()
    {
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
        var ada = await calls.GivenAsync("ada", new UserConfigSet("Suite Number", "158"), new UserConfigSet("other", "1"));

        await calls.When(admin, new RemoveUserConfig(ada.Value, null, "Suite Number")).ThenDone();
        await calls.When(admin, new RemoveUserConfig(ada.Value, null, "Suite Number")).ThenRefused(Refusals.KeyUnknown);
        await calls.When(ada, new GetUserConfig(null, null)).ThenAnswers([new("other", "1")]);

        await calls.When(admin, new SetUserConfig(ada.Value, null, Pairs(("Suite Number", "159")))).ThenDone();
        await calls.When(ada, new GetUserConfig(null, null)).ThenAnswers([new("Suite Number", "159"), new("other", "1")]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Without_a_key_nothing_is_removed(string? key)
    {
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
        var ada = await calls.GivenAsync("ada", new UserConfigSet("a", "1"));

        await calls.When(admin, new RemoveUserConfig(ada.Value, null, key)).ThenInvalid("Key is Required");

        (await calls.VersionAsync(ada)).Should().Be(2);
    }

    [Fact]
    public async Task Each_row_says_who_set_it_when_and_by_which_call()
    {
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
        var ada = await calls.GivenAsync("ada");
        calls.Clock.Now = Examples.Noon.AddDays(1).AddTicks(7);

        await calls.When(admin, new SetUserConfig(ada.Value, null, Pairs(("a", "1")))).ThenDone();

        (await calls.Store.FindWithAsync<UserConfigEntry>(ada, default))!.Rows.Should().Equal(
            new UserConfigEntry(ada.Value, "a", "1", admin.ToString(), Examples.Noon.AddDays(1), "SetUserConfig", 2));
    }

    [Fact]
    public async Task The_server_signs_with_the_name_the_operating_system_has()
    {
        var ada = await calls.GivenAsync("ada");

        await calls.When(CallSpec.TheServer, new SetUserConfig(ada.Value, null, Pairs(("a", "1"))))
            .With(context => (context.Address, context.Transport, context.CorrelationId) = (null, "cli", "mine")).ThenDone();

        var recorded = (await calls.Store.ReadAsync(EventSourcing.StreamId.OfUser(ada), default))[^1];
        recorded.Origin.Should().BeEquivalentTo(new { By = "os:root", Call = "SetUserConfig", CorrelationId = "mine", Address = (string?)null, Transport = "cli" });
        recorded.Origin.CausationId.Should().NotBeEmpty();
    }

    [Fact]
    public async Task When_the_clock_goes_back_what_is_recorded_does_not()
    {
        var ada = await calls.GivenAsync("ada");
        calls.Clock.Advance(TimeSpan.FromHours(1));
        await calls.When(ada, Set(("a", "1"))).ThenDone();
        calls.Clock.Advance(TimeSpan.FromDays(-1));

        await calls.When(ada, Set(("a", "2"))).ThenDone();
        await calls.When(ada, Set(("b", "2"))).On(calls.There).ThenDone();

        (await calls.Store.ReadAsync(EventSourcing.StreamId.OfUser(ada), default)).Select(recorded => recorded.At).Should().BeInAscendingOrder();
        (await calls.Store.FindWithAsync<UserConfigEntry>(ada, default))!.Rows.Should().OnlyContain(row => row.SetAt == Examples.Noon.AddHours(1));
    }

    public void Dispose() => calls.Dispose();

    private static SetUserConfig Set(params (string Key, string Value)[] pairs) => new(null, null, Pairs(pairs));

    private static ConfigPairs Pairs(params (string Key, string Value)[] pairs) => new([.. pairs.Select(pair => new ConfigPair(pair.Key, pair.Value))]);
}
