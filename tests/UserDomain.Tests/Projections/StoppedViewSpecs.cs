using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Projections;
using UserDomain.Specs;
using static UserDomain.Specs.CallSpec;

namespace UserDomain.Tests.Projections;

/// <summary>A view that an event stopped goes on when somebody at the server says so, and the record says who.</summary>
public sealed class StoppedViewSpecs : IDisposable
{
    private static readonly ViewStop Stop = new("user_directory", 17, new("018e3d4a-7b00-7000-8000-000000000017"), "user-7", "JsonException", Examples.Noon);

    private readonly CallSpec venue = new();

    public void Dispose() => venue.Dispose();

    [Fact]
    public async Task A_view_that_is_retried_is_stopped_no_more_and_the_record_says_by_whom()
    {
        venue.Store.ViewStops.Stop(Stop);

        await venue.When(TheServer, new RetryView("user_directory")).ThenDone();

        (await venue.Store.ViewStops.FindAsync("user_directory", default)).Should().BeNull();
        var recorded = (await RecordAsync()).Should().ContainSingle().Subject;
        recorded.Event.Should().Be(new ViewRetried("user_directory", 17));
        recorded.Origin.Should().BeEquivalentTo(new { By = "os:root", Call = "RetryView" });
    }

    [Fact]
    public async Task The_event_that_stopped_a_view_can_be_skipped_and_the_record_names_it()
    {
        venue.Store.ViewStops.Stop(Stop);

        await venue.When(TheServer, new SkipViewEvent("user_directory", 17)).ThenDone();

        (await venue.Store.ViewStops.FindAsync("user_directory", default)).Should().BeNull();
        (await RecordAsync()).Select(recorded => recorded.Event).Should().Equal(new ViewEventSkipped("user_directory", 17, Stop.EventId));
    }

    [Fact]
    public async Task An_event_that_did_not_stop_the_view_cannot_be_skipped()
    {
        venue.Store.ViewStops.Stop(Stop);

        await venue.When(TheServer, new SkipViewEvent("user_directory", 18)).ThenRefused(Refusals.ViewStoppedElsewhere);

        (await venue.Store.ViewStops.FindAsync("user_directory", default)).Should().Be(Stop);
        (await RecordAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_not_stopped_can_be_neither_retried_nor_skipped()
    {
        await venue.When(TheServer, new RetryView("user_directory")).ThenRefused(Refusals.ViewNotStopped);
        await venue.When(TheServer, new SkipViewEvent("user_directory", 17)).ThenRefused(Refusals.ViewNotStopped);

        (await RecordAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Of_two_who_retry_at_once_one_is_told_that_it_is_not_stopped()
    {
        venue.Store.ViewStops.Stop(Stop);

        var refused = await Task.WhenAll(new[] { venue.Here, venue.There }.Select(async host =>
        {
            try
            {
                await host.SendAsync(TheServer, new RetryView("user_directory"));
                return false;
            }
            catch (RefusedException no) when (no.Refusal == Refusals.ViewNotStopped)
            {
                return true;
            }
        }));

        refused.Should().BeEquivalentTo([true, false]);
        (await RecordAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Nobody_but_who_is_at_the_server_may_do_either()
    {
        venue.Store.ViewStops.Stop(Stop);
        var superuser = await venue.GivenAsync("root", new UserPermissionGranted(Permission.Superuser));

        await venue.When(superuser, new RetryView("user_directory")).ThenRefused(Refusals.NotAuthorized);
        await venue.When(superuser, new SkipViewEvent("user_directory", 17)).ThenRefused(Refusals.NotAuthorized);
    }

    private ValueTask<IReadOnlyList<Recorded>> RecordAsync() => venue.Store.ReadAsync(StreamId.OfView("user_directory"), default);
}
