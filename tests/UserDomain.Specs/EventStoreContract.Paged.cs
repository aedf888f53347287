using UserDomain.EventSourcing;
using UserDomain.Model;

namespace UserDomain.Specs;

public abstract partial class EventStoreContract
{
    [Fact]
    public async Task A_stream_is_read_page_by_page_as_it_is_read_at_once()
    {
        await using var stores = await OpenAsync();
        await using var other = await stores.OpenAnotherAsync();
        await stores.CreateAsync("bob");
        var ada = await stores.CreateAsync("ada");
        for (var i = 0; i < 6; i++)
            ada = await stores.AppendAsync(ada, [.. Enumerable.Range(0, 800).Select(n => new UserConfigSet("a", $"{i}/{n}"))]);
        var all = await other.ReadAsync(ada.Stream);
        all.Should().HaveCount(4801);

        foreach (var after in (long[])[0, 1, 1999, 2000, 2001, 4800, 4801, 5000])
            (await PagedAsync(other, ada.Stream, after)).Should().Equal(all.Where(recorded => recorded.Version > after));
        (await PagedAsync(other, StreamId.OfUser(new(404)), 0)).Should().BeEmpty();
    }

    private static async Task<IReadOnlyList<Recorded>> PagedAsync(Stores stores, StreamId stream, long after)
    {
        var read = new List<Recorded>();
        await foreach (var recorded in stores.Events.ReadPagedAsync(stream, after, default))
            read.Add(recorded);
        return read;
    }
}
