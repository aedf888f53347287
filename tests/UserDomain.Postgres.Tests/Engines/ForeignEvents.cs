namespace UserDomain.Postgres.Tests.Engines;

/// <summary>What a program writes that uses the Marten library and is no host of ours: its place is drawn before its transaction has an id.</summary>
internal static class ForeignEvents
{
    /// <returns>The place of the event.</returns>
    public static async Task<long> AddAsync(TestDatabase database, string stream = "order-1")
    {
        var place = await database.AskAsync<long>("select nextval('mt_events_sequence')");
        await database.ExecuteAsync(Insert(stream, place));
        return place;
    }

    public static string Insert(string stream, long place) => $$"""
        insert into mt_streams (id, type, version) values ('{{stream}}', 'order', 1);
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type)
        values ({{place}}, gen_random_uuid(), '{{stream}}', 1, '{"Total": 1}', 'order_placed', now(), 'Shop.OrderPlaced, Shop')
        """;
}
