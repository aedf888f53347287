using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.SignIn;

namespace UserDomain.Specs;

public abstract partial class EventStoreContract
{
    [Fact]
    public async Task A_second_factors_secret_is_found_until_it_is_replaced_or_cleared()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var (ada, bob) = (await stores.CreateAsync("ada"), await EnrollingAsync(stores, "bob", "bob's"));
        (await stores.TwoFactorSecrets.FindAsync(ada.UserId, default)).Should().BeNull();

        ada = await stores.AppendAsync(ada, new UserTwoFactorSecretIssued(), new TwoFactorSecretSet(ada.UserId, new("FIRST")));
        (await other.TwoFactorSecrets.FindAsync(ada.UserId, default))!.Reveal().Should().Be("FIRST");
        ada = await stores.AppendAsync(ada, new UserTwoFactorSecretIssued(), new TwoFactorSecretSet(ada.UserId, new("SECOND")));
        (await other.TwoFactorSecrets.FindAsync(ada.UserId, default))!.Reveal().Should().Be("SECOND");
        await stores.AppendAsync(ada, new UserTwoFactorDisabled(), new TwoFactorSecretCleared(ada.UserId));
        (await other.TwoFactorSecrets.FindAsync(ada.UserId, default)).Should().BeNull();
        (await other.TwoFactorSecrets.FindAsync(bob.UserId, default))!.Reveal().Should().Be("bob's");
    }

    [Fact]
    public async Task Steps_are_taken_upwards_each_once_whoever_asks_and_anew_of_another_secret()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var (ada, bob) = (await EnrollingAsync(stores, "ada"), await EnrollingAsync(stores, "bob"));

        (await stores.TwoFactorSecrets.UseStepAsync(ada.UserId, 7, "one", default)).Should().BeTrue();
        (await other.TwoFactorSecrets.UseStepAsync(ada.UserId, 7, "two", default)).Should().BeFalse();
        (await other.TwoFactorSecrets.UseStepAsync(ada.UserId, 6, "two", default)).Should().BeFalse();
        (await other.TwoFactorSecrets.UseStepAsync(ada.UserId, 7, "one", default)).Should().BeTrue("it is the same use");
        (await other.TwoFactorSecrets.UseStepAsync(ada.UserId, 8, "two", default)).Should().BeTrue();
        (await stores.TwoFactorSecrets.UseStepAsync(ada.UserId, 7, "one", default)).Should().BeFalse();
        (await stores.TwoFactorSecrets.UseStepAsync(bob.UserId, 7, "three", default)).Should().BeTrue();
        (await stores.TwoFactorSecrets.UseStepAsync(new(404), 7, "four", default)).Should().BeFalse();

        await stores.AppendAsync(ada, new UserTwoFactorSecretIssued(), new TwoFactorSecretSet(ada.UserId, new("ANOTHER")));
        (await stores.TwoFactorSecrets.UseStepAsync(ada.UserId, 7, "five", default)).Should().BeTrue();
    }

    [Fact]
    public async Task Of_many_who_take_one_step_one_gets_it()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await EnrollingAsync(stores, "ada");
        var taken = 0;

        await Racing.AllAsync(50, async i =>
        {
            if (await (i % 2 == 0 ? stores : other).TwoFactorSecrets.UseStepAsync(ada.UserId, 7, $"{i}", default))
                Interlocked.Increment(ref taken);
        });

        taken.Should().Be(1);
    }

    [Fact]
    public async Task Too_many_wrong_codes_make_a_secret_void_that_no_code_was_taken_of()
    {
        await using var stores = await OpenAsync();
        var (ada, bob) = (await EnrollingAsync(stores, "ada"), await EnrollingAsync(stores, "bob"));
        await stores.TwoFactorSecrets.UseStepAsync(bob.UserId, 7, "use", default);

        for (var i = 1; i < ITwoFactorSecrets.WrongCodesToVoid; i++)
            await CountWrongAsync();
        (await stores.TwoFactorSecrets.FindAsync(ada.UserId, default)).Should().NotBeNull();
        await CountWrongAsync();
        (await stores.TwoFactorSecrets.FindAsync(ada.UserId, default)).Should().BeNull();
        (await stores.TwoFactorSecrets.FindAsync(bob.UserId, default)).Should().NotBeNull();

        await stores.AppendAsync(ada, new UserTwoFactorSecretIssued(), new TwoFactorSecretSet(ada.UserId, new("ANOTHER")));
        (await stores.TwoFactorSecrets.FindAsync(ada.UserId, default))!.Reveal().Should().Be("ANOTHER");

        async Task CountWrongAsync()
        {
            await stores.TwoFactorSecrets.CountWrongAsync(ada.UserId, default);
            await stores.TwoFactorSecrets.CountWrongAsync(bob.UserId, default);
        }
    }

    [Fact]
    public async Task A_pending_sign_in_is_no_session_and_gives_way_to_one_only()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync("ada");
        var (pending, open, second) = (Token(), Token(), Token());
        await stores.AppendAsync(Appends.SignIn(ada, Opened(ada.UserId, pending) with { Kind = SessionKind.Pending }));

        (await other.Sessions.FindAsync(pending, Address, default)).Should().BeNull();
        (await other.Sessions.FindPendingAsync(Tokens.KeyOf(pending), Address, default)).Should().Be(ada.UserId);
        await other.Sessions.ConfirmAsync(Tokens.KeyOf(pending), default);
        (await other.Sessions.FindAsync(pending, Address, default)).Should().BeNull("to confirm it does not open it");

        await stores.AppendAsync(Appends.SignIn(ada, InPlaceOfPending(open)));
        (await other.Sessions.FindPendingAsync(Tokens.KeyOf(pending), Address, default)).Should().BeNull();
        (await other.Sessions.FindAsync(open, Address, default))!.SecondFactorConfirmed.Should().BeTrue();
        (await other.Sessions.FindPendingAsync(Tokens.KeyOf(open), Address, default)).Should().BeNull("an open one is not pending");

        (await ConflictOf(other, Appends.SignIn(ada, InPlaceOfPending(second)))).Stream.Should().Be(ada.Stream);
        (await other.Sessions.FindAsync(second, Address, default)).Should().BeNull();
        (await other.ReadAsync(StreamId.OfSignIns(ada.UserId))).Should().HaveCount(2);

        SessionOpened InPlaceOfPending(Secret token) => Opened(ada.UserId, token) with { SecondFactorConfirmed = true, InPlaceOf = Tokens.KeyOf(pending) };
    }

    [Fact]
    public async Task Of_many_sessions_in_place_of_one_pending_sign_in_one_is_opened()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync("ada");
        var pending = Token();
        await stores.AppendAsync(Appends.SignIn(ada, Opened(ada.UserId, pending) with { Kind = SessionKind.Pending }));

        var outcomes = await Racing.AllAsync(12, async i => await (i % 2 == 0 ? stores : other).AppendAsync(
            Appends.SignIn(ada, Opened(ada.UserId, Token()) with { InPlaceOf = Tokens.KeyOf(pending) })));

        outcomes.Count(outcome => outcome is null).Should().Be(1);
        outcomes.OfType<ConcurrentChangeException>().Should().HaveCount(11);
        (await stores.ReadAsync(StreamId.OfSignIns(ada.UserId))).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_session_that_may_only_enrol_is_opened_by_the_second_factor_and_unconfirmed_ones_can_be_ended()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync("ada");
        var (enrolling, plain, confirmed) = (Token(), await SignedInAsync(stores, ada), await SignedInAsync(stores, ada));
        await stores.AppendAsync(Appends.SignIn(ada, Opened(ada.UserId, enrolling) with { Kind = SessionKind.Enrolling }));
        (await other.Sessions.FindAsync(enrolling, Address, default)).Should().BeEquivalentTo(new { MayOnlyEnrol = true, SecondFactorConfirmed = false });

        await stores.Sessions.ConfirmAsync(Tokens.KeyOf(confirmed), default);
        (await other.Sessions.FindAsync(confirmed, Address, default))!.SecondFactorConfirmed.Should().BeTrue();
        (await other.Sessions.FindAsync(plain, Address, default))!.SecondFactorConfirmed.Should().BeFalse();

        ada = await stores.AppendAsync(ada, new UserTwoFactorConfirmed(),
            new SessionConfirmed(Tokens.KeyOf(enrolling)), new SessionsEnded(ada.UserId, Tokens.KeyOf(enrolling)) { SparesConfirmed = true });
        (await other.Sessions.FindAsync(enrolling, Address, default)).Should().BeEquivalentTo(new { MayOnlyEnrol = false, SecondFactorConfirmed = true });
        (await other.Sessions.FindAsync(confirmed, Address, default)).Should().NotBeNull();
        (await other.Sessions.FindAsync(plain, Address, default)).Should().BeNull();

        await stores.AppendAsync(ada, new UserTwoFactorDisabled(), new TwoFactorSecretCleared(ada.UserId));
        (await other.Sessions.FindAsync(confirmed, Address, default))!.SecondFactorConfirmed.Should().BeFalse("there is no second factor any more");
    }

    [Fact]
    public async Task That_the_second_factor_is_to_be_turned_off_stands_in_one_session_until_it_is_done_or_another_code_was_given()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync("ada");
        var (first, second) = (Tokens.KeyOf(await SignedInAsync(stores, ada)), Tokens.KeyOf(await SignedInAsync(stores, ada)));

        (await stores.Sessions.IsDisablingAsync(first, default)).Should().BeFalse();
        await stores.Sessions.BeginDisablingAsync(first, default);
        (await other.Sessions.IsDisablingAsync(first, default)).Should().BeTrue();
        (await other.Sessions.IsDisablingAsync(second, default)).Should().BeFalse();

        await stores.Sessions.ConfirmAsync(first, default);
        (await other.Sessions.IsDisablingAsync(first, default)).Should().BeFalse();

        await stores.Sessions.BeginDisablingAsync(first, default);
        await stores.AppendAsync(ada, new UserTwoFactorDisabled(), new TwoFactorSecretCleared(ada.UserId));
        (await other.Sessions.IsDisablingAsync(first, default)).Should().BeFalse();
    }

    private static async Task<UserState> EnrollingAsync(Stores stores, string name, string secret = "SECRET")
    {
        var user = await stores.CreateAsync(name);
        return await stores.AppendAsync(user, new UserTwoFactorSecretIssued(), new TwoFactorSecretSet(user.UserId, new(secret)));
    }
}
