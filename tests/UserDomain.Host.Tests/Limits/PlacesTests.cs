using UserDomain.Calls;
using UserDomain.Host.Limits;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Limits;

/// <summary>Who waits for a place gets it in his turn, and who leaves gives up his turn and nothing else.</summary>
public sealed class PlacesTests
{
    [Fact]
    public async Task Who_has_waited_longest_is_next_and_who_comes_then_is_not()
    {
        var places = new Places(count: 1, mayWait: 2);
        places.TryEnter().Should().BeTrue();
        var (first, second) = (places.EnterAsync(default).AsTask(), places.EnterAsync(default).AsTask());

        places.Leave();

        (await Task.WhenAny(first, second)).Should().BeSameAs(first);
        second.IsCompleted.Should().BeFalse();
        places.TryEnter().Should().BeFalse("his place was handed on");
        places.Leave();
        await second;
        places.Leave();
        places.TryEnter().Should().BeTrue();
    }

    [Fact]
    public async Task The_queue_is_as_long_as_it_may_be_and_who_leaves_it_makes_room()
    {
        var places = new Places(count: 1, mayWait: 2);
        using var leaves = new CancellationTokenSource();
        await places.EnterAsync(default);
        var (first, second) = (places.EnterAsync(leaves.Token).AsTask(), places.EnterAsync(default).AsTask());
        await FluentActions.Awaiting(() => places.EnterAsync(default).AsTask()).Should().ThrowAsync<OverloadedException>();

        await leaves.CancelAsync();

        await FluentActions.Awaiting(() => first).Should().ThrowAsync<OperationCanceledException>();
        var third = places.EnterAsync(default).AsTask();
        places.Leave();
        await second;
        places.Leave();
        await third;
        await FluentActions.Awaiting(() => places.EnterAsync(leaves.Token).AsTask()).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Who_finds_room_makes_no_garbage()
    {
        var (room, user) = (new CallRoom(new()), new CallContext { Address = "10.0.0.1" });
        (await room.EnterAsync(user, default)).Dispose();

        var garbage = await Garbage.OfAsync(async () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                using var place = await room.EnterAsync(user, default);
            }
        });

        garbage.Should().BeLessThan(1000, "that is less than a byte each");
    }

    [Fact]
    public async Task However_calls_end_they_leave_nothing_behind()
    {
        var room = new CallRoom(new() { Calls = 2, CallsOfOne = 2 });
        var outcomes = await Specs.Racing.AllAsync(200, async i =>
        {
            using var leaves = new CancellationTokenSource();
            var entering = room.EnterAsync(new() { Caller = Caller.AtTheServer($"{i % 5}") }, leaves.Token).AsTask();
            if (i % 3 == 0)
                await leaves.CancelAsync();
            using var place = await entering;
            await Task.Yield();
        });

        outcomes.Should().OnlyContain(stopped => stopped == null || stopped is OperationCanceledException || stopped is OverloadedException);
        room.Callers.Should().Be(0);
        using var one = await room.EnterAsync(new(), default);
        using var two = await room.EnterAsync(new(), default);
        room.Callers.Should().Be(1);
    }
}
