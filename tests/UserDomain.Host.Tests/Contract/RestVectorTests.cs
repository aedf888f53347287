using System.Net;
using UserDomain.Host.Tests.Rest;

namespace UserDomain.Host.Tests.Contract;

/// <summary>Vectors 25 to 27 of the wire contract: update-config over HTTP.</summary>
public class RestVectorTests(OneHost host) : IClassFixture<OneHost>
{
    [Fact]
    public async Task Vector_25_a_request_with_nothing_but_the_user_succeeds_and_changes_nothing()
    {
        var user = await host.NewUserAsync();
        var rest = await TestRest.OfAsync(user);
        var before = await host.Database.EventsAsync();

        (await rest.UpdateAsync($$"""{ "userId": {{user.Id}} }""")).MustBe("""{"success":true,"data":true}""");

        (await host.Database.EventsAsync()).Should().Be(before);
    }

    [Fact]
    public async Task Vector_26_a_field_that_is_left_out_stays_as_it_is()
    {
        var user = await host.NewUserAsync();
        var rest = await TestRest.OfAsync(user);

        (await rest.UpdateAsync($$"""{"userId":{{user.Id}},"cellPhone":"+15551234567","cellCarrier":"Verizon"}""")).MustBe(TestRest.Done);
        (await rest.UpdateAsync($$"""{"userId":{{user.Id}},"cellPhone":"+1555"}""")).MustBe(TestRest.Done);

        (await user.ConfigAsync()).Should().Be("""[{"Key":"cellCarrier","Value":"Verizon"},{"Key":"cellPhone","Value":"+1555"}]""");
    }

    [Fact]
    public async Task Vector_27_what_is_wrong_is_an_envelope_of_four_keys_with_a_status_that_is_no_success()
    {
        var user = await host.NewUserAsync();
        var (rest, root) = (await TestRest.OfAsync(user), new TestRest(host.Host, await TestRest.KeyOfAsync(await host.OperatorAsync())));
        var before = await host.Database.EventsAsync();
        var valid = $$"""{"userId":{{user.Id}},"cellPhone":"+1555"}""";

        (await (rest with { Key = null }).UpdateAsync(valid)).MustFail(HttpStatusCode.Unauthorized, "InvalidAPIKey");
        (await (rest with { Key = $"{Guid.CreateVersion7()}" }).UpdateAsync(valid)).MustFail(HttpStatusCode.Unauthorized, "InvalidAPIKey");
        (await rest.UpdateAsync("""{"userId":99999999}""")).MustFail(HttpStatusCode.NotFound, "ObjectNotFound", "User not Found");
        (await root.UpdateAsync("""{"userId":99999999}""")).MustFail(HttpStatusCode.NotFound, "ObjectNotFound", "User not Found");
        (await rest.UpdateAsync($$"""{"userId":{{user.Id}},"cellCarrier":"Carrier Pigeon"}""")).MustFail(HttpStatusCode.BadRequest, "InvalidParameter", "cellCarrier is invalid");
        (await rest.UpdateAsync("""{"cellPhone":"+1555"}""")).MustFail(HttpStatusCode.BadRequest, "InvalidParameter", "userId is Required");

        (await host.Database.EventsAsync()).Should().Be(before);
    }
}
