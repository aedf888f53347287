namespace UserDomain.Host.Tests.Contract;

/// <summary>Accounts of users, over HTTP and by WebSocket.</summary>
public abstract class AccountVectors(OneHost host)
{
    [Fact]
    public async Task A_user_is_linked_to_an_account_and_taken_out_of_it()
    {
        var (admin, user) = (await host.NewUserAsync("Operator"), await host.NewUserAsync());
        var payload = $$"""{"accountId":{{admin.AccountId}},"accountHandle":"","userId":{{user.Id}},"userName":"{{user.Name}}"}""";

        (await admin.PostAsync("AddUserAccount", payload)).MustSucceed();
        (await admin.PostAsync("AddUserAccount", payload)).MustSucceed();
        (await user.PostAsync("GetUserAccounts", """{"omsId":1}"""))
            .MustBe($"[{Math.Min(admin.AccountId, user.AccountId)},{Math.Max(admin.AccountId, user.AccountId)}]");

        (await admin.PostAsync("RemoveUserAccount", payload)).MustSucceed();
        (await admin.PostAsync("RemoveUserAccount", payload)).MustSucceed();
        (await user.PostAsync("GetUserAccounts")).MustBe($"[{user.AccountId}]");
        (await user.EventsAsync()).TakeLast(2).Should().Equal("user_account_added", "user_account_removed");
    }

    [Theory]
    [InlineData("AddUserAccount")]
    [InlineData("RemoveUserAccount")]
    public async Task The_account_is_named_by_its_id(string call) =>
        (await (await host.OperatorAsync()).PostAsync(call, """{"accountId":0,"accountHandle":{"any":["thing"]},"userId":1}""")).MustRefuse(100, "AccountId is Required");

    [Fact]
    public async Task The_default_account_stays()
    {
        var user = await host.NewUserAsync();
        (await (await host.OperatorAsync()).PostAsync("RemoveUserAccount", $$"""{"accountId":{{user.AccountId}},"userId":{{user.Id}}}"""))
            .MustRefuse(101, "The default account cannot be removed");
    }

    /// <summary>An account that a user was linked to by name is never drawn for a new one, who would land among strangers.</summary>
    [Fact]
    public async Task An_account_that_was_named_is_no_new_users()
    {
        var user = await host.NewUserAsync();
        for (var account = user.AccountId + 1; account <= user.AccountId + 5; account++)
            (await (await host.OperatorAsync()).PostAsync("AddUserAccount", $$"""{"accountId":{{account}},"userId":{{user.Id}}}""")).MustSucceed();

        (await host.NewUserAsync()).AccountId.Should().BeGreaterThan(user.AccountId + 5);
    }
}

public sealed class AccountVectorsOverHttp(OneHost host) : AccountVectors(host), IClassFixture<OneHost>;

public sealed class AccountVectorsBySocket(OneHostBySocket host) : AccountVectors(host), IClassFixture<OneHostBySocket>;
