using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Events;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Appending;

/// <summary>Which appends go together and when, whatever sends them.</summary>
public sealed class GroupCommitTests
{
    private readonly Sending sending = new();
    private readonly FakeClock clock = new();

    [Fact]
    public async Task One_that_comes_alone_is_sent_at_once()
    {
        var commits = new GroupCommit(sending.SendAsync, clock);

        var first = commits.SendAsync(Of(1));

        sending.Groups.Should().ContainSingle().Which.Streams.Should().Equal("user-1");
        sending.Groups[0].End();
        (await first).Should().Be(Fate.Stored);
    }

    [Fact]
    public async Task Those_that_come_while_all_writers_are_busy_go_together_as_soon_as_one_is_free()
    {
        var commits = new GroupCommit(sending.SendAsync, clock);
        var busy = Busy(commits);
        var waiting = Enumerable.Range(11, 5).Select(i => commits.SendAsync(Of(i)).AsTask()).ToArray();

        Free();

        await Task.WhenAll(busy);
        await sending.SentAsync(GroupCommit.Writers + 1);
        sending.Groups[^1].Streams.Should().Equal("user-11", "user-12", "user-13", "user-14", "user-15");
        sending.Groups[^1].End();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task A_few_that_come_while_one_group_is_sent_wait_for_it_and_many_do_not()
    {
        var commits = new GroupCommit(sending.SendAsync, clock);
        var first = commits.SendAsync(Of(1)).AsTask();
        var few = Enumerable.Range(11, GroupCommit.WorthAnother - 1).Select(i => commits.SendAsync(Of(i)).AsTask()).ToArray();
        sending.Groups.Should().ContainSingle();

        var last = commits.SendAsync(Of(99)).AsTask();

        sending.Groups.Should().HaveCount(2);
        sending.Groups[1].Streams.Should().HaveCount(GroupCommit.WorthAnother).And.EndWith("user-99");
        sending.EndAll();
        await Task.WhenAll([first, last, .. few]);
    }

    [Fact]
    public async Task Where_a_large_group_is_sent_a_few_wait_for_it_that_would_not_for_a_small_one()
    {
        var commits = new GroupCommit(sending.SendAsync, clock);
        var small = Busy(commits);
        var large = Enumerable.Range(1, GroupCommit.LargestGroup).Select(i => commits.SendAsync(Of(i)).AsTask()).ToArray();
        sending.Groups[0].End();
        await sending.SentAsync(3);

        sending.Groups[1].End();
        await Task.WhenAll(small);
        var few = Enumerable.Range(201, (GroupCommit.LargestGroup / 4) - 1).Select(i => commits.SendAsync(Of(i)).AsTask()).ToArray();
        sending.Groups.Should().HaveCount(3);
        var last = commits.SendAsync(Of(299)).AsTask();

        await sending.SentAsync(4);
        sending.Groups[3].Streams.Should().HaveCount(GroupCommit.LargestGroup / 4).And.EndWith("user-299");
        sending.EndAll();
        await Task.WhenAll([.. large, .. few, last]);
    }

    [Fact]
    public void Who_was_answered_and_has_more_to_send_goes_along_with_the_next_group()
    {
        var (turns, before) = (new Turns(), SynchronizationContext.Current);
        SynchronizationContext.SetSynchronizationContext(turns);
        try
        {
            var commits = new GroupCommit(sending.SendAsync, clock);
            var (caller, other) = (SendAsync(1, 2), SendAsync(3));

            sending.Groups[0].End();
            turns.TakeAll();

            sending.Groups[1].Streams.Should().Equal("user-3", "user-2");
            sending.EndAll();
            turns.TakeAll();
            (caller.IsCompletedSuccessfully && other.IsCompletedSuccessfully).Should().BeTrue();

            async Task SendAsync(params long[] users)
            {
                foreach (var user in users)
                    await commits.SendAsync(Of(user));
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Fact]
    public async Task Where_a_group_is_held_up_few_do_not_wait_for_it()
    {
        var commits = new GroupCommit(sending.SendAsync, clock);
        var heldUp = commits.SendAsync(Of(1)).AsTask();
        var early = commits.SendAsync(Of(11)).AsTask();
        clock.Advance(TimeSpan.FromMilliseconds(50));

        var late = commits.SendAsync(Of(12)).AsTask();

        sending.Groups.Should().HaveCount(2);
        sending.Groups[1].End();
        await Task.WhenAll(early, late);
        heldUp.IsCompleted.Should().BeFalse();
        sending.Groups[0].End();
        await heldUp;
    }

    [Fact]
    public async Task A_stream_stands_in_a_group_once_and_what_is_held_back_goes_next_without_anything_new()
    {
        var commits = new GroupCommit(sending.SendAsync, clock);
        var busy = Busy(commits);
        Task<Fate>[] same = [.. Enumerable.Range(0, 3).Select(_ => commits.SendAsync(Of(7)).AsTask())];

        Free();
        for (var sent = GroupCommit.Writers; sent < GroupCommit.Writers + same.Length; sent++)
        {
            await sending.SentAsync(sent + 1);
            sending.Groups[sent].Streams.Should().Equal("user-7");
            same[sent - GroupCommit.Writers].IsCompleted.Should().BeFalse();
            sending.Groups[sent].End();
        }

        await Task.WhenAll([.. same, .. busy]);
    }

    [Fact]
    public async Task No_group_is_larger_than_the_largest()
    {
        var commits = new GroupCommit(sending.SendAsync, clock);
        Task<Fate>[] all = [.. Enumerable.Range(1, 1 + GroupCommit.WorthAnother + GroupCommit.LargestGroup + 1).Select(i => commits.SendAsync(Of(i)).AsTask())];

        for (var i = 0; i < GroupCommit.Writers + 2; i++)
        {
            await sending.SentAsync(i + 1);
            sending.Groups[i].End();
        }

        await Task.WhenAll(all);
        sending.Groups.Select(group => group.Streams.Count).Should().Equal(1, GroupCommit.WorthAnother, GroupCommit.LargestGroup, 1);
    }

    [Fact]
    public async Task Where_too_many_wait_the_next_is_turned_away_and_not_sent()
    {
        var commits = new GroupCommit(sending.SendAsync, clock);
        Task<Fate>[] all = [.. Enumerable.Range(1, 1 + GroupCommit.WorthAnother + GroupCommit.MostWaiting).Select(i => commits.SendAsync(Of(i)).AsTask())];

        await commits.Invoking(c => c.SendAsync(Of(0)).AsTask()).Should().ThrowAsync<OverloadedException>();

        sending.EndAll();
        (await Task.WhenAll(all)).Should().OnlyContain(fate => fate == Fate.Stored);
        sending.Groups.SelectMany(group => group.Streams).Should().NotContain("user-0").And.HaveCount(all.Length);
    }

    [Fact]
    public async Task Who_has_waited_for_too_long_is_told_that_he_was_not_sent()
    {
        var commits = new GroupCommit(sending.SendAsync, clock);
        var busy = Busy(commits);
        var early = Enumerable.Range(11, 3).Select(i => commits.SendAsync(Of(i)).AsTask()).ToArray();
        clock.Advance(GroupCommit.LongestWait + TimeSpan.FromSeconds(1));
        var late = commits.SendAsync(Of(20)).AsTask();

        Free();

        await sending.SentAsync(GroupCommit.Writers + 1);
        sending.Groups[^1].Streams.Should().Equal("user-20");
        (await Task.WhenAll(early)).Should().OnlyContain(fate => fate == Fate.NotStored);
        sending.EndAll();
        (await Task.WhenAll([late, .. busy])).Should().OnlyContain(fate => fate == Fate.Stored);
    }

    [Fact]
    public async Task Whoever_sets_a_writer_to_work_lends_nothing_of_his_own_to_what_others_send()
    {
        var whose = new AsyncLocal<string?>();
        var seen = new List<string?>();
        var commits = new GroupCommit(
            items =>
            {
                lock (seen)
                    seen.Add(whose.Value);
                return sending.SendAsync(items);
            },
            clock);
        var busy = await Task.Run(() => // as in a host, without the context that tests are run in
        {
            whose.Value = "the first one's";
            return Busy(commits);
        });
        var waiting = commits.SendAsync(Of(11)).AsTask();

        Free();

        await sending.SentAsync(GroupCommit.Writers + 1);
        seen[^1].Should().BeNull();
        sending.EndAll();
        await Task.WhenAll([waiting, .. busy]);
    }

    [Fact]
    public async Task Where_the_answer_is_lost_nobody_is_told_that_it_is_stored()
    {
        var commits = new GroupCommit(_ => throw new Npgsql.NpgsqlException("gone"), clock);

        (await commits.SendAsync(Of(1))).Should().Be(Fate.Unknown);
        (await commits.SendAsync(Of(2))).Should().Be(Fate.Unknown);
    }

    /// <summary>Else each of somebody's commands in turn would wake up a thread more.</summary>
    [Fact]
    public async Task Who_came_alone_goes_on_where_he_was_answered_and_can_send_more_from_there()
    {
        var (send, answers) = Answered();
        var commits = new GroupCommit(send, clock);
        var (thread, more) = (0, Task.FromResult(Fate.Unknown));

        await Task.Run(() => // as in a host, without the context that tests are run in
        {
            var first = commits.SendAsync(Of(1)).AsTask();
            _ = first.ContinueWith(
                _ => (thread, more) = (Environment.CurrentManagedThreadId, commits.SendAsync(Of(1)).AsTask()),
                default, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            answers[0].SetResult([Fate.Stored]);

            thread.Should().Be(Environment.CurrentManagedThreadId);
            answers.Should().HaveCount(2);
            answers[1].SetResult([Fate.Stored]);
        });

        (await more).Should().Be(Fate.Stored);
    }

    [Fact]
    public async Task Where_somebody_else_waits_who_came_alone_does_not_keep_the_writer()
    {
        var (send, answers) = Answered();
        var commits = new GroupCommit(send, clock);
        using var busy = new ManualResetEventSlim();
        var first = Task.Run(async () =>
        {
            await commits.SendAsync(Of(1));
            busy.Wait();
        });
        await Eventually.HoldsAsync(() => answers.Count == 1, "it is sent");
        var second = commits.SendAsync(Of(2)).AsTask();

        answers[0].SetResult([Fate.Stored]);

        await Eventually.HoldsAsync(() => answers.Count == 2, "the next is sent, whatever the first one does");
        answers[1].SetResult([Fate.Stored]);
        (await second).Should().Be(Fate.Stored);
        busy.Set();
        await first;
    }

    [Fact]
    public async Task Closing_waits_for_all_that_was_taken_and_takes_no_more()
    {
        var commits = new GroupCommit(sending.SendAsync, clock);
        Task<Fate>[] all = [.. Enumerable.Range(1, 50).Select(i => commits.SendAsync(Of(i)).AsTask())];

        var closing = commits.DisposeAsync().AsTask();

        closing.IsCompleted.Should().BeFalse();
        await commits.Invoking(c => c.SendAsync(Of(0)).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
        sending.EndAll();
        await closing;
        (await Task.WhenAll(all)).Should().OnlyContain(fate => fate == Fate.Stored);
    }

    /// <summary>What is sent, one by one, to be answered on the thread that answers it.</summary>
    private static (Func<IReadOnlyList<GroupItem>, Task<Fate[]>> Send, List<TaskCompletionSource<Fate[]>> Answers) Answered()
    {
        var answers = new List<TaskCompletionSource<Fate[]>>();
        return (_ =>
        {
            var answer = new TaskCompletionSource<Fate[]>();
            answers.Add(answer);
            return answer.Task;
        }, answers);
    }

    /// <summary>Has every writer send something.</summary>
    private Task<Fate>[] Busy(GroupCommit commits)
    {
        Task<Fate>[] busy = [.. Enumerable.Range(1_001, 1 + GroupCommit.WorthAnother).Select(i => commits.SendAsync(Of(i)).AsTask())];
        sending.Groups.Should().HaveCount(GroupCommit.Writers);
        return busy;
    }

    private void Free()
    {
        foreach (var group in sending.Groups.Take(GroupCommit.Writers))
            group.End();
    }

    private static GroupItem Of(long user) => GroupItem.Of(new(
        StreamId.OfUser(new(user)), 1, [new(Guid.CreateVersion7(), new UserConfigSet("a", "1"))], Examples.Noon, Specs.Appends.Origin, [], []))!;

    /// <summary>Takes groups and ends them when the test says so.</summary>
    private sealed class Sending
    {
        private readonly List<Group> groups = [];
        private bool endsAll;

        public IReadOnlyList<Group> Groups
        {
            get
            {
                lock (groups)
                    return [.. groups];
            }
        }

        public Task<Fate[]> SendAsync(IReadOnlyList<GroupItem> items)
        {
            var group = new Group([.. items.Select(item => item.Append.Stream.Value)]);
            lock (groups)
            {
                groups.Add(group);
                if (endsAll)
                    group.End();
            }

            return group.Fates;
        }

        public Task SentAsync(int count) => Eventually.HoldsAsync(() => Groups.Count >= count, "the next group is to be sent");

        public void EndAll()
        {
            lock (groups)
            {
                endsAll = true;
                foreach (var group in groups)
                    group.End();
            }
        }
    }

    /// <summary>What is to go on goes on in turns, on the thread that takes them.</summary>
    private sealed class Turns : SynchronizationContext
    {
        private readonly Queue<Action> waiting = [];

        public override void Post(SendOrPostCallback d, object? state) => waiting.Enqueue(() => d(state));

        public void TakeAll()
        {
            while (waiting.TryDequeue(out var next))
                next();
        }
    }

    private sealed class Group(IReadOnlyList<string> streams)
    {
        private readonly TaskCompletionSource<Fate[]> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<string> Streams => streams;

        public Task<Fate[]> Fates => ended.Task;

        public void End() => ended.TrySetResult([.. streams.Select(_ => Fate.Stored)]);
    }
}
