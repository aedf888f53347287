using UserDomain.Audit;
using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Tests.Audit;

/// <summary>Who did what, as operators ask.</summary>
public sealed class GetUserActivitySpecs : IDisposable
{
    private readonly CallSpec calls = new(new VenueSettings { OmsIds = [1, 2] });

    [Fact]
    public async Task What_a_user_did_comes_newest_first_and_what_others_did_does_not()
    {
        var (op, ada) = (await OperatorAsync("op", 1), await calls.GivenAsync("ada"));
        await calls.When(op, new SetUserConfig(ada.Value, null, new([new("a", "1"), new("b", "2")]))).ThenDone();
        await calls.When(ada, new SetUserConfig(null, null, new([new("a", "2")]))).ThenDone();

        var did = await calls.When(op, new GetUserActivity(op.Value, "OP"));

        did.Activities.Select(one => (one.UserId, one.Version, one.Event, one.Call, one.Actor, one.Address, one.Transport)).Should().Equal(
            (ada.Value, 3, "user_config_set", "SetUserConfig", $"{op.Value}", "10.0.0.1", "http"),
            (ada.Value, 2, "user_config_set", "SetUserConfig", $"{op.Value}", "10.0.0.1", "http"));
        did.Activities[0].Time.Should().Be(Moments.Text(calls.Clock.GetUtcNow()));
        (await calls.When(op, new GetUserActivity(null, "ada"))).Activities.Should().ContainSingle().Which.Version.Should().Be(4);
        (await calls.When(op, new GetUserActivity(null, null, Actor: $"{op.Value}", Limit: 1))).Should().Match<ActivityList>(page => page.Activities.Count == 1 && page.After != null);
    }

    [Fact]
    public async Task What_was_done_to_users_of_another_oms_is_not_shown()
    {
        var (op, other, root) = (await OperatorAsync("op", 1), await OperatorAsync("other", 2), await OperatorAsync("root", 1, "SUPERUSER"));
        var (ada, bob) = (await calls.GivenAsync("ada"), await calls.GivenAsync(Examples.CreatedAs("bob", "bob@x", omsId: 2)));
        foreach (var user in (UserId[])[ada, bob])
            await calls.When(root, new SetUserConfig(user.Value, null, new([new("a", "1")]))).ThenDone();

        (await UsersOfAsync(op, root)).Should().Equal(ada.Value);
        (await UsersOfAsync(root, root)).Should().Equal(bob.Value, ada.Value);
        (await calls.When(other, new GetUserActivity(null, null, Actor: $"{root.Value}"))).Activities.Should().ContainSingle().Which.UserId.Should().Be(bob.Value);
        await calls.When(other, new GetUserActivity(root.Value, null)).ThenRefused(Refusals.UserUnknown);
        await calls.When(other, new GetUserActivity(null, "root")).ThenRefused(Refusals.UserUnknown);
        await calls.When(other, new GetUserActivity(null, "nobody")).ThenRefused(Refusals.UserUnknown);
    }

    [Fact]
    public async Task What_is_not_well_formed_is_refused()
    {
        var op = await OperatorAsync("op", 1);
        await calls.When(op, new GetUserActivity(null, null, Limit: 501)).ThenInvalid("Limit is invalid");
        await calls.When(op, new GetUserActivity(op.Value, null, Actor: "os:root")).ThenInvalid("Actor and UserId or UserName exclude each other");
        await calls.When(op, new GetUserActivity(op.Value, "ada")).ThenRefused(Refusals.UserNameMismatch);
        await calls.When(op, new GetUserActivity(null, null, After: "x")).ThenRefused(Refusals.CursorUnknown);
    }

    public void Dispose() => calls.Dispose();

    private async Task<IEnumerable<long>> UsersOfAsync(UserId caller, UserId actor) =>
        (await calls.When(caller, new GetUserActivity(actor.Value, null))).Activities.Select(one => one.UserId);

    private Task<UserId> OperatorAsync(string name, long omsId, string permission = "Operator") =>
        calls.GivenAsync(Examples.CreatedAs(name, $"{name}@example.org", omsId: omsId), new UserPermissionGranted(permission));
}
