using FsCheck;
using FsCheck.Xunit;
using UserDomain.ApiKeys;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.Calls;

/// <summary>A command that comes with a key is made once.</summary>
public sealed class IdempotencySpecs : IDisposable
{
    private readonly CallSpec calls = new();

    [Fact]
    public async Task A_command_without_a_key_keeps_nothing()
    {
        var ada = await calls.GivenAsync("ada");

        await calls.When(ada, Set("1")).ThenDone();

        calls.Store.Answers.Count.Should().Be(0);
    }

    [Fact]
    public async Task A_duplicate_waits_for_the_first_and_appends_nothing()
    {
        var ada = await calls.GivenAsync("ada", new UserPermissionGranted("Deposit"));
        var hold = new TaskCompletionSource();
        calls.Here.Store.BeforeNextAppend(() => hold.Task);

        var sent = Enumerable.Range(0, 4).Select(_ => Keyed(calls.When(ada, AddKey)).AnswerAsync()).ToArray();
        sent.Should().OnlyContain(call => !call.IsCompleted);
        hold.SetResult();
        var answers = await Task.WhenAll(sent);

        answers.Select(answer => answer.Shown).Distinct().Should().ContainSingle();
        calls.Here.Store.Appends.Should().Be(1);
    }

    [Fact]
    public async Task Where_the_other_host_was_faster_its_answer_is_given()
    {
        var ada = await calls.GivenAsync("ada", new UserPermissionGranted("Deposit"));
        AddedApiKey faster = null!;
        calls.Here.Store.BeforeNextAppend(async () => faster = await Keyed(calls.When(ada, AddKey)).On(calls.There).AnswerAsync());

        var slower = await Keyed(calls.When(ada, AddKey)).AnswerAsync();

        slower.Should().BeEquivalentTo(faster);
        (await calls.HistoryAsync(ada, after: 2)).Should().ContainSingle();
    }

    /// <summary>What the first did is in the way of the second, which must not take that for a no.</summary>
    [Fact]
    public async Task What_is_refused_for_what_the_first_did_at_another_host_gets_the_first_answer()
    {
        var ada = await calls.GivenAsync("ada", new UserPermissionGranted("Superuser"), new UserConfigSet("a", "1"));
        var remove = new RemoveUserConfig(null, null, "a");
        calls.Here.Store.BeforeNextRead(() => Keyed(calls.When(ada, remove)).On(calls.There).ThenDone());

        await Keyed(calls.When(ada, remove)).ThenDone();

        (await calls.HistoryAsync(ada, after: 3)).Should().ContainSingle();
        await calls.When(ada, remove).ThenRefused(Refusals.KeyUnknown);
    }

    [Fact]
    public async Task Another_payload_under_the_key_is_refused()
    {
        var ada = await calls.GivenAsync("ada");
        await Keyed(calls.When(ada, Set("1"))).ThenDone();

        await calls.When(ada, Set("2")).With(Key("k", "other body")).ThenRefused(Refusals.IdempotencyKeyReused);
    }

    [Fact]
    public async Task A_key_is_good_for_a_day()
    {
        var ada = await calls.GivenAsync("ada");
        await Keyed(calls.When(ada, Set("1"))).ThenDone();
        calls.Clock.Advance(IKeptAnswers.Lifetime);
        await calls.When(ada, Set("2")).With(Key("k", "other body")).ThenRefused(Refusals.IdempotencyKeyReused);

        calls.Clock.Advance(TimeSpan.FromSeconds(1));
        await calls.When(ada, Set("2")).With(Key("k", "other body")).ThenDone();
    }

    [Fact]
    public async Task A_person_his_program_and_his_session_that_may_only_enrol_have_keys_of_their_own()
    {
        var ada = await calls.GivenAsync("ada", new UserPermissionGranted("Operator"));
        var seen = (await calls.Store.FindAsync(ada, default))!;
        var enrolling = Caller.Of(seen.Info, seen.Version, new SessionOpened(ada, new("s"), null, "http", SessionKind.Enrolling), null);
        Caller[] callers = [await calls.CallerAsync(ada), Caller.Of(seen.Info, seen.Version, "api key", ["Operator"]), enrolling];

        for (var i = 0; i < callers.Length; i++)
            await calls.When(callers[i], new ResetPassword("ada")).With(Key("k", $"body {i}")).ThenDone();

        calls.Store.Answers.Count.Should().Be(3);
    }

    [Fact]
    public async Task Of_those_whom_nobody_knows_each_address_and_each_user_spoken_of_has_keys_of_its_own()
    {
        foreach (var (name, address) in new[] { ("ada", "10.0.0.1"), ("ada", "10.0.0.2"), ("bob", "10.0.0.1") })
            await calls.When(Caller.Nobody, new ResetPassword(name)).With(around => Mark(around, "k", $"{name} {address}", address)).ThenDone();
        await calls.When(Caller.Nobody, new ResetPassword("ADA")).With(around => Mark(around, "k", "other", "10.0.0.1")).ThenRefused(Refusals.IdempotencyKeyReused);
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_told_so_and_nothing_is_kept()
    {
        await Keyed(calls.When(Caller.Nobody, Set("1"))).ThenRefused(Refusals.NotSignedIn);
        calls.Store.Answers.Count.Should().Be(0);
    }

    [Fact]
    public async Task A_fault_is_not_kept()
    {
        var ada = await calls.GivenAsync("ada");
        calls.Here.Store.BeforeNextAppend(() => throw new StoreUnavailableException(new TimeoutException()));
        await FluentActions.Awaiting(() => Keyed(calls.When(ada, Set("1"))).AnswerAsync()).Should().ThrowAsync<StoreUnavailableException>();

        await Keyed(calls.When(ada, Set("1"))).ThenDone();
        (await calls.HistoryAsync(ada, after: 1)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_wrong_code_that_is_sent_twice_counts_once()
    {
        using var venue = new SignIn.TwoFactorVenue();
        var (ada, _, token) = await venue.GivenEnrolledAsync();
        var caller = await venue.CallerAsync(token);

        for (var i = 0; i < 2; i++)
            await Keyed(venue.Calls.When(caller, new Validate2FA(null, new("000000x")))).ThenAnswers(new(false));

        (await venue.Calls.InfoAsync(ada)).FailedAttempts.Should().Be(1);
    }

    /// <summary>Each key counts once until it is out of date, whichever host is asked in whatever order.</summary>
    [Property(MaxTest = 200)]
    public async Task Whatever_is_sent_each_key_has_at_most_one_effect_and_one_answer(NonNegativeInt[] sendings)
    {
        using var venue = new CallSpec();
        var ada = await venue.GivenAsync("ada");
        var (first, effects) = (new Dictionary<int, (int Body, TwoFactorSecretShown Answer)>(), 0);
        foreach (var drawn in sendings)
        {
            var (key, body, there, late) = (drawn.Get % 3, drawn.Get / 3 % 2, drawn.Get / 6 % 2 == 1, drawn.Get / 12 % 8 == 7);
            if (late)
            {
                venue.Clock.Advance(IKeptAnswers.Lifetime + TimeSpan.FromSeconds(1));
                first.Clear();
            }

            var sending = venue.When(ada, new EnableGoogle2FA()).With(Key($"{key}", $"{body}")).On(there ? venue.There : venue.Here);
            if (!first.TryGetValue(key, out var before))
                (first[key], effects) = ((body, await sending.AnswerAsync()), effects + 1);
            else if (before.Body == body)
                await sending.ThenAnswers(before.Answer);
            else
                await sending.ThenRefused(Refusals.IdempotencyKeyReused);
        }

        (await venue.HistoryAsync(ada, after: 1)).Should().HaveCount(effects);
    }

    public void Dispose() => calls.Dispose();

    private static AddUserAPIKey AddKey => new(null, null, ["Deposit"]);

    private static SetUserConfig Set(string value) => new(null, null, new ConfigPairs([new("a", value)]));

    private static Sending<T> Keyed<T>(Sending<T> sending) => sending.With(Key("k", "body"));

    private static Action<CallContext> Key(string key, string body) => around => Mark(around, key, body, "10.0.0.1");

    private static void Mark(CallContext around, string key, string body, string address) =>
        (around.IdempotencyKey, around.PayloadHash, around.Address) = (key, body, address);
}
