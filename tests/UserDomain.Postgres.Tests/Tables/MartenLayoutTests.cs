namespace UserDomain.Postgres.Tests.Tables;

/// <summary>The tables as Marten 9 makes them with string stream identity and all event metadata: names, types, nulls, defaults, constraints, indexes.</summary>
public sealed class MartenLayoutTests : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.NewAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Columns_of_events_are_martens() =>
        (await ColumnsAsync("not like 'mt_doc%'")).Should().Be("""
            mt_event_progression.name character varying not null
            mt_event_progression.last_seq_id bigint
            mt_event_progression.last_updated timestamp with time zone default transaction_timestamp()
            mt_events.seq_id bigint not null
            mt_events.id uuid not null
            mt_events.stream_id character varying
            mt_events.version bigint not null
            mt_events.data jsonb not null
            mt_events.bdata bytea
            mt_events.type character varying(500) not null
            mt_events.timestamp timestamp with time zone not null default now()
            mt_events.tenant_id character varying default '*DEFAULT*'::character varying
            mt_events.mt_dotnet_type character varying
            mt_events.correlation_id character varying
            mt_events.causation_id character varying
            mt_events.headers jsonb
            mt_events.user_name character varying
            mt_events.is_archived boolean default false
            mt_high_water_skips.ending_sequence bigint not null
            mt_high_water_skips.starting_sequence bigint not null
            mt_high_water_skips.timestamp timestamp with time zone default transaction_timestamp()
            mt_streams.id character varying not null
            mt_streams.type character varying
            mt_streams.version bigint
            mt_streams.timestamp timestamp with time zone not null default now()
            mt_streams.created timestamp with time zone not null default now()
            mt_streams.tenant_id character varying default '*DEFAULT*'::character varying
            mt_streams.is_archived boolean default false
            """);

    [Fact]
    public async Task Columns_of_documents_are_martens() =>
        (await ColumnsAsync("like 'mt_doc%'")).Should().Be("""
            mt_doc_user_activity.id character varying not null
            mt_doc_user_activity.data jsonb not null
            mt_doc_user_activity.mt_last_modified timestamp with time zone default transaction_timestamp()
            mt_doc_user_activity.mt_dotnet_type character varying
            mt_doc_user_activity.mt_version bigint not null default 0
            mt_doc_user_activity.actor character varying
            mt_doc_user_activity.at timestamp with time zone
            mt_doc_user_activity.place bigint
            mt_doc_user_affiliate_tag.id character varying not null
            mt_doc_user_affiliate_tag.data jsonb not null
            mt_doc_user_affiliate_tag.mt_last_modified timestamp with time zone default transaction_timestamp()
            mt_doc_user_affiliate_tag.mt_dotnet_type character varying
            mt_doc_user_affiliate_tag.mt_version bigint not null default 0
            mt_doc_user_affiliate_tag.user_id bigint
            mt_doc_user_affiliate_tag.tag_key character varying
            mt_doc_user_api_key.id character varying not null
            mt_doc_user_api_key.data jsonb not null
            mt_doc_user_api_key.mt_last_modified timestamp with time zone default transaction_timestamp()
            mt_doc_user_api_key.mt_dotnet_type character varying
            mt_doc_user_api_key.mt_version bigint not null default 0
            mt_doc_user_api_key.user_id bigint
            mt_doc_user_config_entry.id character varying not null
            mt_doc_user_config_entry.data jsonb not null
            mt_doc_user_config_entry.mt_last_modified timestamp with time zone default transaction_timestamp()
            mt_doc_user_config_entry.mt_dotnet_type character varying
            mt_doc_user_config_entry.mt_version bigint not null default 0
            mt_doc_user_config_entry.user_id bigint
            mt_doc_user_directory.id character varying not null
            mt_doc_user_directory.data jsonb not null
            mt_doc_user_directory.mt_last_modified timestamp with time zone default transaction_timestamp()
            mt_doc_user_directory.mt_dotnet_type character varying
            mt_doc_user_directory.mt_version bigint not null default 0
            mt_doc_user_directory.user_id bigint
            mt_doc_user_directory.oms_id bigint
            mt_doc_user_directory.user_name_key character varying
            mt_doc_user_directory.email_key character varying
            mt_doc_user_directory.locked boolean
            mt_doc_user_info.id character varying not null
            mt_doc_user_info.data jsonb not null
            mt_doc_user_info.mt_last_modified timestamp with time zone default transaction_timestamp()
            mt_doc_user_info.mt_dotnet_type character varying
            mt_doc_user_info.mt_version bigint not null default 0
            mt_doc_user_info.user_name_key character varying
            mt_doc_user_info.email_key character varying
            mt_doc_user_info.locked boolean
            mt_doc_user_info.affiliate_id bigint
            mt_doc_user_lookup.id character varying not null
            mt_doc_user_lookup.data jsonb not null
            mt_doc_user_lookup.mt_last_modified timestamp with time zone default transaction_timestamp()
            mt_doc_user_lookup.mt_dotnet_type character varying
            mt_doc_user_lookup.mt_version bigint not null default 0
            mt_doc_user_lookup.user_id bigint
            mt_doc_user_lookup.what character varying
            mt_doc_user_lookup.pair character varying
            """);

    [Fact]
    public async Task Constraints_are_martens_by_name() =>
        string.Join('\n', await database.ListAsync("""
            select conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
            where connamespace = 'public'::regnamespace and contype <> 'n' order by conname
            """)).Should().Be("""
            fkey_mt_events_stream_id FOREIGN KEY (stream_id) REFERENCES mt_streams(id) ON DELETE CASCADE
            pk_mt_event_progression PRIMARY KEY (name)
            pkey_mt_doc_user_activity_id PRIMARY KEY (id)
            pkey_mt_doc_user_affiliate_tag_id PRIMARY KEY (id)
            pkey_mt_doc_user_api_key_id PRIMARY KEY (id)
            pkey_mt_doc_user_config_entry_id PRIMARY KEY (id)
            pkey_mt_doc_user_directory_id PRIMARY KEY (id)
            pkey_mt_doc_user_info_id PRIMARY KEY (id)
            pkey_mt_doc_user_lookup_id PRIMARY KEY (id)
            pkey_mt_events_seq_id PRIMARY KEY (seq_id)
            pkey_mt_high_water_skips_ending_sequence PRIMARY KEY (ending_sequence)
            pkey_mt_streams_id PRIMARY KEY (id)
            """);

    [Fact]
    public async Task Indexes_are_those_that_marten_would_make() =>
        string.Join('\n', await database.ListAsync("""
            select regexp_replace(indexdef, ' ON public\.', ' on ') from pg_indexes
            where schemaname = 'public' and indexname not like 'pk%ey\_%' and indexname <> 'pk_mt_event_progression' order by indexname
            """)).Should().Be("""
            CREATE INDEX mt_doc_user_activity_idx_actor on mt_doc_user_activity USING btree (actor, at, place)
            CREATE INDEX mt_doc_user_activity_idx_at on mt_doc_user_activity USING btree (at, place)
            CREATE UNIQUE INDEX mt_doc_user_affiliate_tag_idx_tag_key on mt_doc_user_affiliate_tag USING btree (tag_key)
            CREATE INDEX mt_doc_user_affiliate_tag_idx_user_id on mt_doc_user_affiliate_tag USING btree (user_id)
            CREATE INDEX mt_doc_user_api_key_idx_user_id on mt_doc_user_api_key USING btree (user_id)
            CREATE INDEX mt_doc_user_config_entry_idx_user_id on mt_doc_user_config_entry USING btree (user_id)
            CREATE INDEX mt_doc_user_directory_idx_email_key on mt_doc_user_directory USING btree (oms_id, email_key COLLATE "C", user_id)
            CREATE INDEX mt_doc_user_directory_idx_locked on mt_doc_user_directory USING btree (oms_id, user_id) WHERE locked
            CREATE INDEX mt_doc_user_directory_idx_oms_id_user_id on mt_doc_user_directory USING btree (oms_id, user_id)
            CREATE INDEX mt_doc_user_directory_idx_user_name_key on mt_doc_user_directory USING btree (oms_id, user_name_key COLLATE "C")
            CREATE INDEX mt_doc_user_info_idx_affiliate_id on mt_doc_user_info USING btree (affiliate_id) WHERE (affiliate_id > 0)
            CREATE UNIQUE INDEX mt_doc_user_info_idx_email_key on mt_doc_user_info USING btree (email_key)
            CREATE INDEX mt_doc_user_info_idx_locked on mt_doc_user_info USING btree (locked) WHERE locked
            CREATE UNIQUE INDEX mt_doc_user_info_idx_user_name_key on mt_doc_user_info USING btree (user_name_key)
            CREATE INDEX mt_doc_user_lookup_idx_pair on mt_doc_user_lookup USING btree (pair, user_id) WHERE ((pair)::text <> ''::text)
            CREATE INDEX mt_doc_user_lookup_idx_what on mt_doc_user_lookup USING btree (what, user_id)
            CREATE UNIQUE INDEX pk_mt_events_stream_and_version on mt_events USING btree (stream_id, version)
            """);

    [Fact]
    public async Task Places_come_from_a_sequence_that_the_events_own_and_that_keeps_none_back() =>
        (await database.AskAsync<string>("""
            select pg_get_serial_sequence('mt_events', 'seq_id') || ' ' || seqcache || ' ' || seqincrement || ' ' || seqstart
            from pg_sequence where seqrelid = 'mt_events_sequence'::regclass
            """)).Should().Be("public.mt_events_sequence 1 1 1");

    [Fact]
    public async Task What_is_ours_stands_in_a_schema_of_its_own() =>
        (await database.ListAsync("select table_name::text from information_schema.tables where table_schema = 'public'"))
            .Should().OnlyContain(name => name.StartsWith("mt_", StringComparison.Ordinal));

    private async Task<string> ColumnsAsync(string tables) => string.Join('\n', await database.ListAsync($"""
        select table_name || '.' || column_name || ' ' || data_type || coalesce('(' || character_maximum_length || ')', '')
          || case is_nullable when 'NO' then ' not null' else '' end || coalesce(' default ' || column_default, '')
        from information_schema.columns where table_schema = 'public' and table_name {tables} order by table_name, ordinal_position
        """));
}
