namespace UserDomain.Host.Tests.Contract;

/// <summary>The acceptance vector 14, and permissions given and taken, over HTTP and by WebSocket.</summary>
public abstract class PermissionVectors(OneHost host)
{
    private static readonly string[] OfTheSample =
    [
        "AccountReadOnly", "AddAccount", "AddInstrument", "AddOperatorOms", "AddProduct", "AddUserPermission", "AdminUI", "AuthenticateUser",
        "SUPERUSER", "Trading", "Operator", "withdraw",
    ];

    [Fact]
    public async Task The_list_of_permissions_is_a_sorted_array_of_more_than_300_names()
    {
        var list = (await (await host.NewUserAsync("Operator")).PostAsync("GetAvailablePermissionList")).MustHaveData();

        var names = list.EnumerateArray().Select(name => name.GetString()!).ToArray();
        names.Should().HaveCountGreaterThan(300).And.Equal(names.Order(StringComparer.OrdinalIgnoreCase)).And.OnlyHaveUniqueItems();
        OfTheSample.Should().OnlyContain(name => names.Contains(name, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_list_is_not_for_everybody()
    {
        (await (await host.NewUserAsync()).PostAsync("GetAvailablePermissionList")).MustNotBePermitted();
        (await host.Stranger.PostAsync("GetAvailablePermissionList")).MustNotKnowTheCaller();
    }

    [Theory]
    [InlineData("\"Value\":1")]
    [InlineData("\"value\":\"1\"")]
    [InlineData("\"Value\":null")]
    [InlineData("\"Value\":\"\"")]
    public async Task A_permission_that_is_given_opens_at_once_what_it_opens_in_the_session_that_is_open(string value)
    {
        var (user, other) = (await host.NewUserAsync(), await host.NewUserAsync());
        var ask = $$"""{"UserId":{{other.Id}}}""";
        (await user.PostAsync("GetUserInfo", ask)).MustNotBePermitted();

        (await AsOperatorAsync("AddUserPermission", $$"""{"UserId":{{user.Id}},"Permission":"operator",{{value}}}""")).MustSucceed();
        (await user.PostAsync("GetUserInfo", ask)).MustHaveData();
        (await user.PostAsync("GetUserPermissions")).MustBe("""["Deposit","Operator","Trading","Withdraw"]""");

        (await AsOperatorAsync("RevokeUserPermission", $$"""{"UserId":{{user.Id}},"Permission":"Operator"}""")).MustSucceed();
        (await user.PostAsync("GetUserInfo", ask)).MustNotBePermitted();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("\"0\"")]
    public async Task A_value_of_0_takes_the_permission_away_and_withdrawal_is_withdraw(string value)
    {
        var user = await host.NewUserAsync();

        (await AsOperatorAsync("AddUserPermission", $$"""{"UserId":{{user.Id}},"Permission":"Withdrawal","Value":{{value}}}""")).MustSucceed();

        (await user.PostAsync("GetUserPermissions")).MustBe("""["Deposit","Trading"]""");
        (await user.EventsAsync()).Should().EndWith("user_permission_revoked");
    }

    [Theory]
    [InlineData("\"Permission\":\"Trading\",\"Value\":2", 100, "Value is invalid")]
    [InlineData("\"Permission\":\"Trading\",\"Value\":-1", 100, "Value is invalid")]
    [InlineData("\"Permission\":\"Trading\",\"Value\":0.5", 100, "Value is invalid")]
    [InlineData("\"Permission\":\"Trading\",\"Value\":true", 100, "Value is invalid")]
    [InlineData("\"Permission\":\"Trading\",\"Value\":4294967297", 100, "Value is invalid")]
    [InlineData("\"Permission\":\"\"", 100, "Permission is Required")]
    [InlineData("\"Permission\":\"Flying\",\"Value\":0", 104, "Permission not Found")]
    public async Task What_cannot_be_given_changes_nothing(string members, int code, string detail)
    {
        var user = await host.NewUserAsync();
        var events = await user.EventsAsync();

        (await AsOperatorAsync("AddUserPermission", $$"""{"UserId":{{user.Id}},{{members}}}""")).MustRefuse(code, detail);

        (await user.EventsAsync()).Should().Equal(events);
    }

    [Fact]
    public async Task An_operator_gives_no_more_than_he_holds_and_takes_nothing_from_who_outranks_him()
    {
        var (admin, user) = (await host.NewUserAsync("Operator"), await host.NewUserAsync());

        (await admin.PostAsync("AddUserPermission", $$"""{"UserId":{{user.Id}},"Permission":"UserOperator"}""")).MustNotBePermitted();
        (await admin.PostAsync("AddUserPermission", $$"""{"UserId":{{admin.Id}},"Permission":"SUPERUSER"}""")).MustNotBePermitted();
        (await admin.PostAsync("RevokeUserPermission", """{"UserId":1,"Permission":"SUPERUSER"}""")).MustNotBePermitted();
        (await admin.PostAsync("AddUserPermission", $$"""{"UserId":{{user.Id}},"Permission":"Operator"}""")).MustSucceed();
        (await user.PostAsync("GetUserPermissions")).Body.Should().Contain("\"Operator\"");
    }

    /// <summary>Two operators deprive each other at once: the one who is no operator any more when his call takes effect is refused.</summary>
    [Fact]
    public async Task Of_two_operators_who_deprive_each_other_at_once_one_stays()
    {
        for (var round = 0; round < 4; round++)
        {
            TestUser[] two = [await host.NewUserAsync("Operator"), await host.NewUserAsync("Operator")];

            var answers = await Task.WhenAll(two.Select((user, i) =>
                user.PostAsync("RevokeUserPermission", $$"""{"UserId":{{two[1 - i].Id}},"Permission":"Operator"}""")));

            answers.Count(answer => answer.Body == Answer.Success).Should().Be(1);
            answers.Single(answer => answer.Body != Answer.Success).MustNotBePermitted();
        }
    }

    private async Task<Answer> AsOperatorAsync(string call, string payload) => await (await host.OperatorAsync()).PostAsync(call, payload);
}

public sealed class PermissionVectorsOverHttp(OneHost host) : PermissionVectors(host), IClassFixture<OneHost>;

public sealed class PermissionVectorsBySocket(OneHostBySocket host) : PermissionVectors(host), IClassFixture<OneHostBySocket>;
