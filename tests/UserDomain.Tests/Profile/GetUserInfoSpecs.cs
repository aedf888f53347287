using UserDomain.Model;
using UserDomain.Profile;
using UserDomain.SignIn;
using UserDomain.Specs;

namespace UserDomain.Tests.Profile;

public sealed class GetUserInfoSpecs : IDisposable
{
    private readonly CallSpec calls = new(new VenueSettings { OmsIds = [1, 2] });

    [Fact]
    public async Task All_of_a_user_is_shown_but_what_is_secret()
    {
        var ada = await calls.GivenAsync(
            Examples.Created with { AffiliateId = 3, RefererId = 4, Use2FA = true }, new UserSignInFailed(Examples.Noon),
            new UserLocked(Examples.Noon.AddMinutes(1)), new UserEmailCodeIssued(Examples.Noon.AddMinutes(2)));

        await calls.When(ada, new GetUserInfo(null, null, null)).ThenAnswers(new UserObject(
            ada.Value, "ada", "ada@example.org", PasswordHash: "", PendingEmailCode: "", true, 10, Examples.Noon, 3, 4, 1, true, Salt: "",
            PendingCodeTime: Examples.Noon.AddMinutes(2), true, Examples.Noon.AddMinutes(1), 1));
    }

    /// <summary>Whoever reads the code can confirm the address with it.</summary>
    [Fact]
    public async Task The_pending_code_is_shown_to_those_who_reach_any_user_and_not_to_the_user()
    {
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
        var colleague = await calls.GivenAsync("colleague", new UserPermissionGranted("Trading"));
        var ada = await calls.GivenAsync("ada");
        var change = new SetUserInfo(null, null, null, "new@example.org", null, null, null);
        (await calls.When(ada, change)).PendingEmailCode.Should().BeEmpty();

        var shown = (await calls.When(admin, Get(ada))).PendingEmailCode;

        shown.Should().HaveLength(36).And.Match(code => Guid.Parse(code) != Guid.Empty);
        (await calls.When(ada, Get(ada))).PendingEmailCode.Should().BeEmpty();
        (await calls.When(colleague, Get(ada))).PendingEmailCode.Should().BeEmpty();
        (await calls.When(admin, new SetUserInfo(ada.Value, null, null, null, null, null, true))).PendingEmailCode.Should().Be(shown);
        (await calls.When(admin, new SetUserInfo(ada.Value, null, null, null, true, null, null))).PendingEmailCode.Should().BeEmpty();
        (await calls.When(admin, Get(ada))).PendingEmailCode.Should().BeEmpty();
    }

    [Fact]
    public async Task A_code_for_the_old_address_is_void_when_an_administrator_changes_it_to_a_proven_one()
    {
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
        var ada = await calls.GivenAsync("ada");
        await calls.When(ada, new SetUserInfo(null, null, null, "new@example.org", null, null, null));
        var first = (await calls.When(admin, Get(ada))).PendingEmailCode;

        var second = (await calls.When(admin, new SetUserInfo(ada.Value, null, null, "newer@example.org", null, null, null))).PendingEmailCode;
        second.Should().NotBeEmpty().And.NotBe(first);
        await calls.When(admin, new SetUserInfo(ada.Value, null, null, "newest@example.org", true, null, null));

        (await ((IEmailCodes)calls.Store).FindAsync(ada, default)).Should().BeNull();
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(1L, true)]
    [InlineData(2L, false)]
    [InlineData(9L, false)]
    public async Task Of_another_oms_nobody_is_found(long? oms, bool found)
    {
        var admin = await calls.GivenAsync("admin", new UserPermissionGranted("Operator"));
        var ada = await calls.GivenAsync("ada");

        foreach (var caller in new[] { ada, admin })
        {
            var sending = calls.When(caller, Get(ada) with { OMSId = oms });
            if (found)
                (await sending).UserId.Should().Be(ada.Value);
            else
                await sending.ThenRefused(Refusals.UserUnknown);
        }
    }

    [Fact]
    public async Task A_superuser_finds_users_of_the_oms_he_names()
    {
        var superuser = await calls.GivenAsync("super", new UserPermissionGranted("SUPERUSER"));
        var ada = await calls.GivenAsync(Examples.CreatedAs("ada", "ada@example.org", omsId: 2));

        (await calls.When(superuser, Get(ada) with { OMSId = 2 })).OMSId.Should().Be(2);
        (await calls.When(superuser, Get(ada))).OMSId.Should().Be(2);
        await calls.When(superuser, Get(ada) with { OMSId = 1 }).ThenRefused(Refusals.UserUnknown);
    }

    public void Dispose() => calls.Dispose();

    private static GetUserInfo Get(UserId userId) => new(null, userId.Value, null);
}
