using Npgsql;
using UserDomain.Model;
using UserDomain.Postgres.Engines;
using UserDomain.Postgres.Record;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Record;

/// <summary>A store goes to a file and into an empty store, and is the same there.</summary>
public sealed class ExportTests
{
    private const string Odd = """
        insert into mt_streams (id, type, version, timestamp, created, tenant_id, is_archived)
        values ('odd stream ☃', null, 4, 'infinity', '0044-03-15 12:00:00.123456+00 BC', null, true), ('user-77', 'user', null, now(), now(), 'other', null);
        insert into mt_events (seq_id, id, stream_id, version, data, bdata, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, user_name, is_archived)
        values (nextval('mt_events_sequence'), gen_random_uuid(), 'odd stream ☃', 1, '{"Key": "\ud83d\ude00 \\\\ud800 \" \n é é", "Value": "￾", "n": 1.10e400}', null, 'user_config_set', '2026-01-01 00:00:00.000001+00', null, null, null, null, null, null, null),
               (nextval('mt_events_sequence') + nextval('mt_events_sequence') * 0, gen_random_uuid(), 'odd stream ☃', 2, '{"Key": "", "Value": ""}', '\x00ff00', 'user_config_set', now(), '', '', '', '', '{}', '', true),
               (nextval('mt_events_sequence'), gen_random_uuid(), 'odd stream ☃', 3, '{"Key": "a", "Value": "b"}', '', 'user_config_set', now(), 'x', 'x', E'tab\tnew\nline', '☃', '{"Call": "é", "Other": [1]}', 'Zoë', false),
               (nextval('mt_events_sequence'), gen_random_uuid(), 'odd stream ☃', 4, jsonb_build_object('Key', 'large', 'Value', repeat('Größe ', 400000)), null, 'user_config_set', now(), 'x', 'x', 'x', 'x', 'null', 'x', false);
        select nextval('mt_events_sequence'); select nextval('userdomain.user_ids'), nextval('userdomain.account_ids');
        insert into userdomain.accounts values (5000000000)
        """;

    [Fact]
    public async Task What_was_imported_is_exported_as_the_same_bytes_whatever_is_in_it()
    {
        await using var record = await TestRecord.NewAsync();
        await record.Database.ExecuteAsync(Odd);
        await OtherPrograms.AdoptAsync(record.Database.ConnectionString, default);
        await record.SealAsync();
        var head = await record.HeadAsync();
        var file = await MovedStore.ExportAsync(record.Database);

        await using var second = await TestRecord.NewAsync();
        (await MovedStore.ImportAsync(second.Database, file)).Should().Be(new Exported(2, 4, 1, 1));

        (await File.ReadAllBytesAsync(await MovedStore.ExportAsync(second.Database))).Should().Equal(await File.ReadAllBytesAsync(file));
        (await second.VerifyAsync(head)).Findings.Select(finding => finding.What).Should().Equal(
            (await record.VerifyAsync(head)).Findings.Select(finding => finding.What));
        (await second.VerifyAsync(head)).Sealed.Should().Be(4);
    }

    [Fact]
    public async Task An_imported_store_answers_and_goes_on_as_the_first_would()
    {
        await using var record = await TestRecord.NewAsync();
        var stores = await record.StoresAsync();
        var ada = await stores.CreateAsync("ada");
        ada = await stores.AppendAsync(ada, new UserConfigSet("theme", "dark"), new UserConfigSet("lang", "de"), new UserConfigRemoved("lang"));
        var bob = await stores.CreateAsync("bob");
        bob = await stores.AppendAsync(bob, new UserEmailChanged("bob@example.net", "BOB@EXAMPLE.NET", BySomebodyElse: false));
        await stores.AppendAsync(ada, new UserEmailChanged("bob@example.org", "BOB@EXAMPLE.ORG", BySomebodyElse: false));
        ada = ada with { Version = ada.Version + 1 };
        var account = await stores.Ids.NextAccountAsync(default);
        await using var second = await TestRecord.NewAsync();

        await MovedStore.ImportAsync(second.Database, await MovedStore.ExportAsync(record.Database));

        foreach (var view in (string[])["user_info", "user_config_entry", "user_api_key", "user_affiliate_tag"])
            (await MovedStore.ViewAsync(second.Database, view)).Should().Equal(await MovedStore.ViewAsync(record.Database, view));
        var there = await second.StoresAsync();
        await there.AppendAsync(ada, new UserConfigSet("theme", "light"));
        (await there.ReadAllAsync()).Select(one => one.Sequence).Should().Equal(1, 2, 3, 4, 5, 6, 7, 8);
        (await there.Ids.NextUserAsync(default)).Should().Be(await stores.Ids.NextUserAsync(default));
        (await there.Ids.NextAccountAsync(default)).Should().BeGreaterThan(account);
        await there.Invoking(s => s.CreateAsync("ada")).Should().ThrowAsync<RefusedException>();
    }

    [Fact]
    public async Task A_store_that_nothing_was_written_to_can_be_moved_too()
    {
        await using var record = await TestRecord.NewAsync();
        var file = await MovedStore.ExportAsync(record.Database);
        await using var second = await TestRecord.NewAsync();
        var before = await MovedStore.ContentsAsync(second.Database);

        await MovedStore.ImportAsync(second.Database, file);

        (await File.ReadAllBytesAsync(await MovedStore.ExportAsync(second.Database))).Should().Equal(await File.ReadAllBytesAsync(file));
        (await MovedStore.ContentsAsync(second.Database)).Should().Be(before.Replace("2f", "1t", StringComparison.Ordinal), "the numbers before the first count as given");
        await (await second.StoresAsync()).CreateAsync("ada");
    }

    [Fact]
    public async Task An_export_is_of_one_moment_whatever_is_written_before_it_is_done()
    {
        await using var record = await TestRecord.NewAsync();
        await record.AddEventsAsync(user: 1, users: 2, each: 2);
        await using var holding = await record.Database.ConnectAsync();
        await using var transaction = await holding.BeginTransactionAsync();
        await ExecuteAsync(holding, "lock table mt_events in access exclusive mode");
        var exporting = MovedStore.ExportAsync(record.Database);
        await Eventually.HoldsAsync(() => record.Database.AskAsync<bool>(
            "select exists (select from pg_stat_activity where datname = current_database() and query like 'copy%mt_events%' and wait_event_type = 'Lock')"), "it has the streams, and waits for the events");
        await ExecuteAsync(holding, """
            update mt_streams set version = 3 where id = 'user-1';
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp)
            values (nextval('mt_events_sequence'), gen_random_uuid(), 'user-1', 3, '{"Key": "a", "Value": "b"}', 'user_config_set', now())
            """);
        await transaction.CommitAsync();

        await using var second = await TestRecord.NewAsync();
        (await MovedStore.ImportAsync(second.Database, await exporting)).Events.Should().Be(4);
        (await second.VerifyAsync()).Findings.Should().BeEmpty("streams and events are of the same moment");
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_written_over_and_one_that_is_cut_short_never_gets_the_name()
    {
        await using var record = await TestRecord.SealedAsync(seals: 1);
        var file = TestFolder.New("export");
        using var cancelled = new CancellationTokenSource();
        await record.Invoking(r => new EventsExport(r.Own).RunAsync(file, new Cancelling(cancelled), cancelled.Token)).Should().ThrowAsync<OperationCanceledException>();
        File.Exists(file).Should().BeFalse();

        await new EventsExport(record.Own).RunAsync(file, MovedStore.Nobody, default);
        File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite, "people's addresses are in it");
        await record.Invoking(r => new EventsExport(r.Own).RunAsync(file, MovedStore.Nobody, default)).Should().ThrowAsync<JobException>().WithMessage("*is there already.");
        await record.Invoking(r => new EventsExport(r.Own).RunAsync("/nowhere/export", MovedStore.Nobody, default)).Should().ThrowAsync<JobException>().WithMessage("/nowhere/export cannot be written: *");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<long>
    {
        public void Report(long value) => source.Cancel();
    }
}
