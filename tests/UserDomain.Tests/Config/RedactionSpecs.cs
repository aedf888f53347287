using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Tests.Config;

/// <summary>A venue that hides a key. Ada's street is shown to everybody who may ask.</summary>
public sealed class RedactionSpecs : IDisposable
{
    private readonly CallSpec calls = new(new VenueSettings { RedactedKeys = new HashSet<string> { "Passport No", "SSN" } });

    [Theory]
    [InlineData("Operator")]
    [InlineData("SUPERUSER")]
    public async Task Who_reaches_any_user_sees_everything(string permission)
    {
        var (ada, admin) = (await AdaAsync(), await ElsewhereAsync(permission));
        await calls.When(admin, new GetUserConfig(ada.Value, null)).ThenAnswers([new("Passport No", "P-1"), new("Street", "Hillside Road")]);
        await calls.When(admin, new GetAllUnredactedUserConfigsForUser(ada.Value, null)).ThenAnswers([new("Passport No", "P-1"), new("Street", "Hillside Road")]);
        await calls.When(admin, new GetUnredactedUserConfigByKey(null, "ADA", "Passport No")).ThenAnswers([new("Passport No", "P-1")]);
    }

    [Theory]
    [InlineData("Deposit")]
    [InlineData("Trading")]
    public async Task The_user_sees_everything_of_himself_also_where_his_permissions_reach_him(string permission)
    {
        var ada = await AdaAsync();
        await calls.HappenedAsync(ada, new UserPermissionGranted(permission));

        await calls.When(ada, new GetUserConfig(null, null)).ThenAnswers([new("Passport No", "P-1"), new("Street", "Hillside Road")]);
        await calls.When(ada, new GetAllUnredactedUserConfigsForUser(null, null)).ThenAnswers([new("Passport No", "P-1"), new("Street", "Hillside Road")]);
        await calls.When(ada, new GetUnredactedUserConfigByKey(null, null, "Street")).ThenAnswers([new("Street", "Hillside Road")]);
    }

    [Fact]
    public async Task Who_reaches_him_by_an_account_sees_stars_and_by_no_call_what_they_stand_for()
    {
        var (ada, trader) = (await AdaAsync(), await calls.GivenAsync("trader", new UserPermissionGranted("Trading")));

        await calls.When(trader, new GetUserConfig(ada.Value, null)).ThenAnswers([new("Passport No", "*****"), new("Street", "Hillside Road")]);
        await calls.When(trader, new GetAllUnredactedUserConfigsForUser(ada.Value, null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(trader, new GetUnredactedUserConfigByKey(ada.Value, null, "Passport No")).ThenRefused(Refusals.NotAuthorized);

        await calls.HappenedAsync(
            trader, new UserPermissionGranted("GetAllUnredactedUserConfigsForUser"), new UserPermissionGranted("GetUnredactedUserConfigByKey"));
        await calls.When(trader, new GetAllUnredactedUserConfigsForUser(ada.Value, null)).ThenRefused(Refusals.NotAuthorized);
        await calls.When(trader, new GetUnredactedUserConfigByKey(ada.Value, null, "Passport No")).ThenRefused(Refusals.NotAuthorized);
    }

    [Fact]
    public async Task Keys_are_hidden_as_they_are_spelled()
    {
        var (ada, trader) = (await AdaAsync(), await calls.GivenAsync("trader", new UserPermissionGranted("Trading")));
        await calls.HappenedAsync(ada, new UserConfigRemoved("Passport No"), new UserConfigSet("passport no", "P-2"));

        await calls.When(trader, new GetUserConfig(ada.Value, null)).ThenAnswers([new("Street", "Hillside Road"), new("passport no", "P-2")]);
    }

    [Fact]
    public async Task What_was_shown_is_sent_back_with_a_change_and_nothing_hidden_is_lost()
    {
        var (ada, trader) = (await AdaAsync(), await calls.GivenAsync("trader", new UserPermissionGranted("Trading")));
        var shown = await calls.When(trader, new GetUserConfig(ada.Value, null)).AnswerAsync();

        await calls.When(trader, new SetUserConfig(ada.Value, null, new([.. shown, new("City", "Ems"), new("SSN", "1"), new("SSN", "*****")]))).ThenDone();
        await calls.When(ada, new GetUserConfig(null, null)).ThenAnswers([new("City", "Ems"), new("Passport No", "P-1"), new("Street", "Hillside Road")]);

        await calls.When(trader, new SetUserConfig(ada.Value, null, new([new("Passport No", "*****"), new("Passport No", "P-2")]))).ThenDone();
        await calls.When(trader, new SetUserConfig(ada.Value, null, new([new("Street", "*****")]))).ThenDone();
        await calls.When(ada, new GetUserConfig(null, null)).ThenAnswers([new("City", "Ems"), new("Passport No", "P-2"), new("Street", "*****")]);
    }

    [Fact]
    public async Task Stars_are_a_value_like_any_other_to_who_sees_everything()
    {
        var ada = await AdaAsync();
        await calls.When(ada, new SetUserConfig(null, null, new([new("Passport No", "*****")]))).ThenDone();
        (await calls.HistoryAsync(ada, after: 3)).Should().Equal(new UserConfigSet("Passport No", "*****"));
    }

    [Fact]
    public async Task One_value_is_asked_for_by_a_key_that_is_there()
    {
        var ada = await AdaAsync();
        await calls.When(ada, new GetUnredactedUserConfigByKey(null, null, null)).ThenInvalid("Key is Required");
        await calls.When(ada, new GetUnredactedUserConfigByKey(null, null, "")).ThenInvalid("Key is Required");
        await calls.When(ada, new GetUnredactedUserConfigByKey(null, null, "street")).ThenRefused(Refusals.KeyUnknown);
    }

    [Fact]
    public async Task Where_no_keys_are_named_nothing_is_hidden()
    {
        using var open = new CallSpec();
        var ada = await open.GivenAsync("ada", new UserConfigSet("Passport No", "P-1"));
        var trader = await open.GivenAsync("trader", new UserPermissionGranted("Trading"));

        await open.When(trader, new GetUserConfig(ada.Value, null)).ThenAnswers([new("Passport No", "P-1")]);
    }

    public void Dispose() => calls.Dispose();

    private Task<UserId> AdaAsync() => calls.GivenAsync("ada", new UserConfigSet("Street", "Hillside Road"), new UserConfigSet("Passport No", "P-1"));

    private Task<UserId> ElsewhereAsync(string permission) =>
        calls.GivenAsync(Examples.CreatedAs("admin", "admin@example.org", accountId: 11), new UserPermissionGranted(permission));
}
