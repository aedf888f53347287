namespace UserDomain.Host.Tests.Contract;

/// <summary>The acceptance vectors 2 and 4 to 12: configuration.</summary>
public abstract class ConfigVectors(OneHost host)
{
    [Fact]
    public async Task Without_a_session_a_call_that_needs_one_is_answered_401_and_code_20() =>
        (await host.Stranger.PostAsync("GetUserInfo")).MustNotKnowTheCaller();

    [Fact]
    public async Task A_number_set_by_the_user_himself_is_answered_with_the_standard_success_and_read_back_as_text()
    {
        var user = await host.NewUserAsync();

        (await user.PostAsync("SetUserConfig", $$"""{"UserId":{{user.Id}},"UserName":"{{user.Name}}","Config":[{"Key":"Suite Number","Value":158}]}"""))
            .MustBe("""{"result":true,"errormsg":null,"errorcode":0,"detail":null}""");

        (await user.PostAsync("GetUserConfig", $$"""{"UserId":{{user.Id}}}""")).MustBe("""[{"Key":"Suite Number","Value":"158"}]""");
    }

    [Fact]
    public async Task An_id_and_the_name_of_another_user_store_nothing()
    {
        var (user, other) = (await host.NewUserAsync(), await host.NewUserAsync());

        (await user.PostAsync("SetUserConfig", $$"""{"UserId":{{user.Id}},"UserName":"{{other.Name}}","Config":[{"Key":"a","Value":1}]}"""))
            .MustRefuse(100, "UserName does not match UserId");

        (await user.ConfigAsync()).Should().Be("[]");
        (await other.ConfigAsync()).Should().Be("[]");
    }

    [Fact]
    public async Task One_pair_without_a_key_stores_none_of_the_pairs()
    {
        var user = await host.NewUserAsync();

        (await user.PostAsync("SetUserConfig", """{"Config":[{"Key":"a","Value":"1"},{"Value":"x"}]}""")).MustRefuse(100, "Key is Required");

        (await user.ConfigAsync()).Should().Be("[]");
    }

    [Fact]
    public async Task A_key_named_twice_in_one_call_takes_its_last_value_in_one_event()
    {
        var user = await host.NewUserAsync();

        (await user.PostAsync("SetUserConfig", """{"Config":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"},{"Key":"a","Value":"3"}]}""")).MustSucceed();

        (await user.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"3"},{"Key":"b","Value":"2"}]""");
        (await user.EventsAsync()).Count(type => type == "user_config_set").Should().Be(2);
    }

    [Fact]
    public async Task A_trader_does_not_reach_a_user_outside_his_default_account_and_an_operator_does()
    {
        var (trader, other, administrator) = (await host.NewUserAsync(), await host.NewUserAsync(), await host.NewUserAsync("Operator"));
        var call = $$"""{"UserId":{{other.Id}},"Config":[{"Key":"a","Value":"1"}]}""";

        (await trader.PostAsync("SetUserConfig", call)).MustNotBePermitted();
        (await other.ConfigAsync()).Should().Be("[]");

        (await administrator.PostAsync("SetUserConfig", call)).MustSucceed();
        (await other.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"1"}]""");
    }

    [Fact]
    public async Task An_operator_removes_one_key_once()
    {
        var (user, administrator) = (await host.NewUserAsync(), await host.NewUserAsync("Operator"));
        await user.PostAsync("SetUserConfig", """{"Config":{"Suite Number":"158","Street":"Hillside Road"}}""");
        var call = $$"""{"userId":{{user.Id}},"userName":"","key":"Suite Number"}""";

        (await administrator.PostAsync("RemoveUserConfig", call)).MustSucceed();
        (await user.ConfigAsync()).Should().Be("""[{"Key":"Street","Value":"Hillside Road"}]""");
        (await administrator.PostAsync("RemoveUserConfig", call)).MustRefuse(104, "Key not Found");

        (await user.SetConfigAsync("Suite Number", "again")).MustSucceed();
        (await user.ConfigAsync()).Should().Be("""[{"Key":"Street","Value":"Hillside Road"},{"Key":"Suite Number","Value":"again"}]""");
    }

    [Fact]
    public async Task A_removal_that_names_no_key_removes_nothing()
    {
        var user = await host.NewUserAsync();
        await user.SetConfigAsync("a", "1");

        (await (await host.OperatorAsync()).PostAsync("RemoveUserConfig", $$"""{"UserId":{{user.Id}}}""")).MustRefuse(100, "Key is Required");

        (await user.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"1"}]""");
    }

    [Fact]
    public async Task A_trader_removes_nothing_of_his_own()
    {
        var user = await host.NewUserAsync();
        await user.SetConfigAsync("a", "1");

        (await user.PostAsync("RemoveUserConfig", """{"Key":"a"}""")).MustNotBePermitted();

        (await user.ConfigAsync()).Should().Be("""[{"Key":"a","Value":"1"}]""");
    }
}

public sealed class ConfigVectorsOverHttp(OneHost host) : ConfigVectors(host), IClassFixture<OneHost>;

public sealed class ConfigVectorsBySocket(OneHostBySocket host) : ConfigVectors(host), IClassFixture<OneHostBySocket>;
