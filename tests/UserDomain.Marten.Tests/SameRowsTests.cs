using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Postgres.Tests;
using UserDomain.Specs;

namespace UserDomain.Marten.Tests;

/// <summary>The very same appends by each engine, in a database of its own: what stands there afterwards is the same, column by column.</summary>
public sealed class SameRowsTests : IAsyncLifetime
{
    private TestDatabase ours = null!;
    private TestDatabase martens = null!;

    public async Task InitializeAsync()
    {
        (ours, martens) = (await TestDatabase.NewAsync(), await TestDatabase.NewAsync());
        await using var postgres = await ours.OpenAsync();
        await using var marten = await MartenDatabase.OpenAsync(martens.ConnectionString);
        foreach (var append in Appended())
        {
            await postgres.AppendAsync(append);
            await marten.AppendAsync(append);
        }
    }

    public async Task DisposeAsync()
    {
        await ours.DisposeAsync();
        await martens.DisposeAsync();
    }

    [Theory]
    [InlineData("mt_events", "seq_id")]
    [InlineData("mt_streams", "id")]
    [InlineData("userdomain.accounts", "id")]
    public Task Rows_are_the_same(string table, string key) => MustBeTheSameAsync($"select to_jsonb(t)::text from {table} t order by {key}");

    /// <summary>When a document was written is the database's clock's; what .NET type it was, each engine calls by the name of its own.</summary>
    [Theory]
    [InlineData("mt_doc_user_info")]
    [InlineData("mt_doc_user_config_entry")]
    [InlineData("mt_doc_user_api_key")]
    [InlineData("mt_doc_user_affiliate_tag")]
    public Task Documents_are_the_same_with_their_revisions_and_the_columns_beside_them(string table) =>
        MustBeTheSameAsync($"select (to_jsonb(t) - 'mt_last_modified' - 'mt_dotnet_type')::text from {table} t order by id");

    private async Task MustBeTheSameAsync(string sql) =>
        (await martens.ListAsync(sql)).Should().NotBeEmpty().And.Equal(await ours.ListAsync(sql));

    /// <summary>A user to whom everything happens, once at a time and once at all; changes of one key; a clock that goes back; sign-ins; a stranger's doing.</summary>
    private static List<Append> Appended()
    {
        var (user, appends) = (UserState.None(new(7)), new List<Append>());
        foreach (var happened in Examples.OfEveryEvent)
        {
            appends.Add(user.With(happened) with { At = Examples.Noon.AddSeconds(appends.Count % 5 * 60) });
            user = user.After(happened);
        }

        appends.Add(user.With(new UserApiKeyAdded("0123456789abcdef0123456789abcdef", "Deposit,Trading")));
        var other = UserState.None(new(8));
        UserEvent[] life = [Examples.CreatedAs("bob", "bob@example.org"), new UserConfigSet("a", "1"), new UserConfigSet("a", "2"), new UserConfigSet("b", ""), new UserConfigRemoved("a")];
        appends.Add(other.With(life) with { Origin = new(null, "RegisterNewUser", "", "", null, "http"), At = Examples.Noon.ToOffset(TimeSpan.FromHours(9)) });
        appends.Add(Appends.SignIn(other.After(life)));
        appends.Add(Appends.SignIn(other.After(life)) with { At = Examples.Noon.AddHours(-1) });
        return appends;
    }
}
