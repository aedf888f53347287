namespace UserDomain.Benchmarks;

/// <summary>Fills the database of a bench while no host runs on it. Views that follow from behind count as having come to its end: filling them is not what is measured.</summary>
internal static class Seeds
{
    private const int RowsATime = 200_000;

    private const string Streams = "insert into mt_streams (id, type, version) select 'user-' || g, 'user', $3 from generate_series($1, $1 + $2 - 1) g";

    /// <summary>The first event of each makes him, each other one sets the next of so many keys.</summary>
    private const string Events = """
        insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, headers, user_name)
        select nextval('mt_events_sequence'), gen_random_uuid(), 'user-' || g, v,
          case v when 1 then jsonb_build_object('UserName', 'user' || g, 'UserNameKey', 'USER' || g, 'Email', 'user' || g || '@example.org',
            'EmailKey', 'USER' || g || '@EXAMPLE.ORG', 'AccountId', g, 'OmsId', 1, 'OperatorId', 1, 'AffiliateId', 0, 'RefererId', 0, 'Use2FA', false,
            'EmailVerified', true, 'SelfRegistered', false)
          else jsonb_build_object('Key', 'key' || ((v - 2) % $5 + 1), 'Value', 'Hillside Road ' || v) end,
          case v when 1 then 'user_created' else 'user_config_set' end, now(), 'seed', '{"Call":"seed","Transport":"seed"}', '1'
        from generate_series($3, $4) v, generate_series($1, $1 + $2 - 1) g
        """;

    private const string Info = """
        insert into mt_doc_user_info (id, data, mt_version, user_name_key, email_key)
        select g, jsonb_build_object('UserId', g, 'UserName', 'user' || g, 'UserNameKey', 'USER' || g, 'Email', 'user' || g || '@example.org',
          'EmailKey', 'USER' || g || '@EXAMPLE.ORG', 'EmailVerified', true, 'CreatedAt', now(), 'AccountId', g, 'Accounts', jsonb_build_array(g),
          'AffiliateId', 0, 'RefererId', 0, 'OmsId', 1, 'OperatorId', 1, 'Use2FA', false, 'CodePending', false, 'Locked', false, 'FailedAttempts', 0,
          'Permissions', '[]'::jsonb), 1, 'USER' || g, 'USER' || g || '@EXAMPLE.ORG' from generate_series($1, $1 + $2 - 1) g
        """;

    /// <summary>As the last event that set each key left it.</summary>
    private const string Entries = """
        insert into mt_doc_user_config_entry (id, data, mt_version, user_id)
        select g || '/key' || k, jsonb_build_object('UserId', g, 'Key', 'key' || k, 'Value', 'Hillside Road ' || v, 'SetBy', '1', 'SetAt', now(),
          'SetWith', 'seed', 'Position', v), 1, g
        from generate_series($1, $1 + $2 - 1) g, generate_series(1, least($3, $4 - 1)) k, lateral (select k + 1 + $3 * (($4 - k - 1) / $3) as v) last
        """;

    private const string Ids = "select setval('userdomain.user_ids', greatest($1, nextval('userdomain.user_ids')))";

    private const string Followed = """
        insert into mt_event_progression (name, last_seq_id) select unnest($1::text[]), (select coalesce(max(seq_id), 0) from mt_events)
        on conflict (name) do update set last_seq_id = excluded.last_seq_id
        """;

    /// <summary>Users of ten keys from id 2 on, and the floor's.</summary>
    public static async Task TenKeysAsync(Bench bench, int users)
    {
        await bench.ScriptAsync("Floor/schema.sql", users);
        await HistoriesAsync(bench, first: 2, users, events: 11, keys: 10);
        await EndAsync(bench);
    }

    /// <summary>Users from an id on with a count of events each, which stand among each other's as if they had acted in turns.</summary>
    public static async Task HistoriesAsync(Bench bench, long first, int users, int events, int keys)
    {
        await bench.ExecuteAsync(Streams, first, users, (long)events);
        for (var (version, step) = (1, Math.Max(1, RowsATime / users)); version <= events; version += step)
            await bench.ExecuteAsync(Events, first, users, version, Math.Min(events, version + step - 1), keys);
        await bench.ExecuteAsync(Info, first, users);
        var atATime = Math.Max(1, RowsATime / keys);
        for (var user = first; user < first + users; user += atATime)
            await bench.ExecuteAsync(Entries, user, (int)Math.Min(atATime, first + users - user), keys, events);
        await bench.ExecuteAsync(Ids, first + users);
    }

    /// <summary>Once all is filled.</summary>
    public static async Task EndAsync(Bench bench)
    {
        await bench.ExecuteAsync("vacuum analyze mt_streams, mt_events, mt_doc_user_info, mt_doc_user_config_entry");
        await bench.ExecuteAsync(Followed, (object)BenchSql.FollowingViews.ToArray());
    }
}
