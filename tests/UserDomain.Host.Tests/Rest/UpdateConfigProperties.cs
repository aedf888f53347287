using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using UserDomain.Config;
using UserDomain.Host.Rest;
using UserDomain.Host.Wire;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Host.Tests.Rest;

/// <summary>What holds of update-config whatever free-form fields are sent, in memory and without HTTP, from the body's text to the answer of GetUserConfig.</summary>
public sealed class UpdateConfigProperties
{
    private static readonly UpdateConfigReader Reader = new(new());

    [Property(Arbitrary = [typeof(Bodies)])]
    public async Task Any_fields_are_stored_as_SetUserConfig_stores_them_in_whatever_order_and_nothing_else_is_touched(Body body)
    {
        using var calls = new CallSpec();
        var (ada, bob) = (await calls.GivenAsync("ada", new UserConfigSet("kept", "as it was")), await calls.GivenAsync("bob", new UserConfigSet("kept", "as it was")));

        await calls.When(ada, Reader.Read(Payload.Parse(body.Update(ada)))).ThenDone();
        await calls.When(bob, (SetUserConfig)Payload.Read(SetUserConfig, Payload.Parse(body.Set()))).ThenDone();

        var stored = await calls.When(ada, new GetUserConfig(null, null));
        stored.Should().Equal(await calls.When(bob, new GetUserConfig(null, null)));
        stored.Should().Contain(new ConfigPair("kept", "as it was")).And.HaveCount(body.Fields.Count + 1);
    }

    [Property(Arbitrary = [typeof(Bodies)])]
    public async Task Sent_again_nothing_is_recorded_and_with_nulls_all_of_it_goes(Body body)
    {
        using var calls = new CallSpec();
        var ada = await calls.GivenAsync("ada", new UserConfigSet("kept", "as it was"));
        await calls.When(ada, Reader.Read(Payload.Parse(body.Update(ada)))).ThenDone();
        var version = await calls.VersionAsync(ada);

        await calls.When(ada, Reader.Read(Payload.Parse(body.Update(ada, backwards: true)))).ThenDone();
        (await calls.VersionAsync(ada)).Should().Be(version);

        await calls.When(ada, Reader.Read(Payload.Parse(body.Cleared(ada)))).ThenDone();
        (await calls.When(ada, new GetUserConfig(null, null))).Should().Equal(new ConfigPair("kept", "as it was"));
    }

    private static CallCatalog.Entry SetUserConfig { get; } = new CallCatalog().TryGet("SetUserConfig", out var entry) ? entry : throw new InvalidOperationException();

    /// <param name="Fields">By their names: any JSON but null.</param>
    /// <param name="UserIdAt">Before which of them the user's id stands.</param>
    public sealed record Body(IReadOnlyList<KeyValuePair<string, JsonNode>> Fields, int UserIdAt)
    {
        public string Update(UserId userId, bool backwards = false) => Write(userId, backwards ? Fields.Reverse() : Fields);

        public string Cleared(UserId userId) => Write(userId, Fields.Select(field => KeyValuePair.Create(field.Key, (JsonNode)null!)));

        /// <summary>As an array of pairs: a map of a single field named like a pair's member would be read as a pair.</summary>
        public string Set() => JsonSerializer.Serialize(new { Config = Fields.Select(field => new { field.Key, field.Value }) });

        public override string ToString() => Write(new(7), Fields);

        private string Write(UserId userId, IEnumerable<KeyValuePair<string, JsonNode>> fields)
        {
            var members = fields.Select(field => $"{JsonSerializer.Serialize(field.Key)}:{field.Value?.ToJsonString() ?? "null"}").ToList();
            members.Insert(Math.Min(UserIdAt, members.Count), $"\"userId\":{userId}");
            return $"{{{string.Join(',', members)}}}";
        }
    }

    /// <summary>Bodies with names and values that are storable text, and no name that means something to the endpoint or is blank, which both refuse.</summary>
    private static class Bodies
    {
        private static readonly Gen<string> Text = ArbMap.Default.GeneratorFor<UnicodeString>()
            .Select(text => new string([.. (text.Get ?? "").Where(c => c != '\0' && !char.IsSurrogate(c))]));

        private static readonly Gen<string> Name = Text.Where(text => text.Length < 200 && !string.IsNullOrWhiteSpace(text) && !Means(text));

        private static readonly Gen<JsonNode> Scalar = Gen.OneOf(
            Text.Select(text => (JsonNode)JsonValue.Create(text)),
            ArbMap.Default.GeneratorFor<long>().Select(number => (JsonNode)JsonValue.Create(number)),
            Gen.Elements("1.50", "-0", "1e400", "123456789012345678901234567890").Select(number => JsonNode.Parse(number)!),
            ArbMap.Default.GeneratorFor<bool>().Select(flag => (JsonNode)JsonValue.Create(flag)));

        private static readonly Gen<JsonNode> Value = Gen.OneOf(
            Scalar,
            Scalar.ListOf().Select(items => (JsonNode)new JsonArray([.. items.Select(item => item.DeepClone())])),
            Name.Zip(Scalar).ListOf().Select(members => (JsonNode)new JsonObject(
                members.DistinctBy(member => member.Item1, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Item1, (JsonNode?)member.Item2.DeepClone())))));

        public static Arbitrary<Body> Any() => Name.Zip(Value).ListOf().Zip(Gen.Choose(0, 5)).Select(drawn => new Body(
            [.. drawn.Item1.DistinctBy(field => field.Item1, StringComparer.Ordinal).Take(50).Select(field => KeyValuePair.Create(field.Item1, field.Item2))], drawn.Item2)).ToArbitrary();

        private static bool Means(string name) => KnownField.Find(name) is not null || name is "kept"
            || Reserved.Contains(name, StringComparer.OrdinalIgnoreCase);

        private static readonly string[] Reserved =
        [
            "userId", "email", "firstName", "lastName", "login", "loginName", "password", "newPassword", "authLevel", "networkId", "mailboxId", "emailVerified", "use2FA",
        ];
    }
}
