using UserDomain.EventSourcing;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Marten.Tests;

/// <summary>Many who write to one user at the same moment.</summary>
public sealed class ConcurrentWritersTests
{
    private const int Writers = 8;
    private const int Each = 20;

    [Fact]
    public async Task Of_eight_writers_on_one_user_none_loses_an_update_of_his_view()
    {
        await using var stores = await MartenDatabase.OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        var ada = await stores.CreateAsync("ada");

        var outcomes = await Racing.AllAsync(Writers, writer => WriteAsync(writer % 2 == 0 ? stores : other, ada, writer));

        outcomes.Should().OnlyContain(outcome => outcome == null);
        var folded = await stores.FoldAsync(ada);
        folded.Version.Should().Be(1 + (Writers * Each));
        folded.Info!.Accounts.Should().HaveCount(1 + (Writers * Each));
        (await stores.Views.FindAsync(ada.UserId, default)).Should().BeEquivalentTo(new Seen(folded.Version, folded.Info), exactly => exactly.WithStrictOrdering());
    }

    /// <summary>Each writes accounts of his own, one at a time, from how the user then is, and again whenever another was faster.</summary>
    private static async Task WriteAsync(Stores stores, UserState user, int writer)
    {
        for (var written = 0; written < Each;)
        {
            var now = await stores.FoldAsync(user);
            var stopped = await Outcome.OfAsync(() => stores.AppendAsync(now, new UserAccountAdded(1000 + (writer * Each) + written)));
            if (stopped is null)
                written++;
            else
                stopped.Should().BeOfType<ConcurrentChangeException>();
        }
    }
}
