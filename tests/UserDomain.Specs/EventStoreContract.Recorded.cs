using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Specs;

public abstract partial class EventStoreContract
{
    [Fact]
    public async Task Every_event_is_read_as_it_was_written()
    {
        await using var stores = await OpenAsync();

        var ada = await stores.AppendAsync(await stores.NewAsync(), Examples.OfEveryEvent);

        (await stores.ReadAsync(ada.Stream)).Select(recorded => recorded.Event).Should().Equal(Examples.OfEveryEvent);
        (await stores.ReadAllAsync()).Select(one => one.Recorded.Event).Should().Equal(Examples.OfEveryEvent);
    }

    public static TheoryData<Origin> Origins =>
    [
        new Origin(null, "AuthenticateUser", "", "", null, "http"),
        new Origin("7", "SetUserConfig", "01900000-correlation", "01900000-causation", "2001:db8::1", "ws"),
        new Origin("os:root", "CreateFirstOperator", "zoë \"quoted\" \\ 日本 😀", "a\tb", "10.0.0.1", "cli"),
    ];

    [Theory, MemberData(nameof(Origins))]
    public async Task Who_caused_it_how_and_from_where_is_kept_around_it(Origin origin)
    {
        await using var stores = await OpenAsync();
        var append = (await stores.NewAsync()).With(Examples.Created, new UserConfigSet("a", "1")) with { Origin = origin };

        await stores.AppendAsync(append);

        var read = await stores.ReadAsync(append.Stream);
        read.Should().HaveCount(2).And.OnlyContain(recorded => recorded.Origin == origin);
        read.Select(recorded => recorded.EventId).Should().Equal(append.Events.Select(happened => happened.Id));
        read.Should().OnlyContain(recorded => recorded.At == Examples.Noon && recorded.Stream == append.Stream);
        (await stores.ReadAllAsync()).Select(one => one.Recorded).Should().Equal(read);
    }

    [Fact]
    public async Task When_the_clock_goes_back_the_times_of_a_stream_do_not()
    {
        await using var stores = await OpenAsync();
        var ada = await stores.CreateAsync("ada");

        foreach (var offset in new[] { 2, -3600, 1, 3 })
        {
            await stores.AppendAsync(ada.With(new UserConfigSet("a", $"{offset}")) with { At = Examples.Noon.AddSeconds(offset) });
            ada = ada.After(new UserConfigSet("a", $"{offset}"));
        }

        (await stores.ReadAsync(ada.Stream)).Select(recorded => (recorded.At - Examples.Noon).TotalSeconds).Should().Equal(0, 2, 2, 2, 3);
    }

    [Fact]
    public async Task When_the_clock_goes_back_the_times_of_sign_ins_do_not()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync("ada");

        await stores.AppendAsync(Appends.SignIn(ada) with { At = Examples.Noon.AddHours(1) });
        await other.AppendAsync(Appends.SignIn(ada) with { At = Examples.Noon.AddHours(-1) });

        (await stores.ReadAsync(StreamId.OfSignIns(ada.UserId))).Select(recorded => recorded.At)
            .Should().Equal(Examples.Noon.AddHours(1), Examples.Noon.AddHours(1));
    }

    [Fact]
    public async Task A_time_far_from_utc_is_the_same_moment_when_it_is_read()
    {
        await using var stores = await OpenAsync();
        var there = Examples.Noon.ToOffset(TimeSpan.FromHours(9));
        var append = (await stores.NewAsync()).With(Examples.Created, new UserSignInFailed(there)) with { At = there };

        await stores.AppendAsync(append);

        (await stores.ReadAsync(append.Stream)).Should().OnlyContain(recorded => recorded.At == Examples.Noon)
            .And.Contain(recorded => recorded.Event == new UserSignInFailed(Examples.Noon));
    }
}
