using System.Buffers.Binary;
using System.Security.Cryptography;
using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Postgres.Events;
using UserDomain.Specs;

namespace UserDomain.Postgres.Tests.Record;

/// <summary>What cannot be imported whole changes nothing.</summary>
public sealed class ImportRefusalTests : IAsyncLifetime
{
    private TestDatabase first = null!;
    private TestDatabase second = null!;
    private byte[] whole = null!;
    private string before = null!;

    public async Task InitializeAsync()
    {
        await using var record = await TestRecord.SealedAsync(seals: 2);
        whole = await File.ReadAllBytesAsync(await MovedStore.ExportAsync(record.Database));
        first = await TestDatabase.NewAsync();
        second = await TestDatabase.NewAsync();
        before = await MovedStore.ContentsAsync(second);
    }

    public async Task DisposeAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task A_file_that_was_changed_anywhere_or_cut_anywhere_is_refused()
    {
        var random = new Random(1);
        for (var time = 0; time < 120; time++)
        {
            var at = random.Next(whole.Length);
            byte[] changed = [.. whole];
            changed[at] ^= (byte)(1 << random.Next(8));
            await RefusedAsync(changed, "*cannot be imported: *Nothing was changed.");
            await RefusedAsync(whole[..at], "*cannot be imported: *Nothing was changed.");
        }

        await RefusedAsync([.. whole, 0], "*Something stands after its end.*");
        await UnchangedAsync();
        (await MovedStore.ImportAsync(second, await SaveAsync(whole))).Events.Should().Be(18);
    }

    [Fact]
    public async Task What_is_no_export_or_of_another_form_is_said()
    {
        await RefusedAsync("userdomain-events 2\n"u8.ToArray(), "*It is of another form than 1, which this release reads.*");
        await RefusedAsync("PK"u8.ToArray(), "*It is no export of events.*");
        await RefusedAsync([], "*It is no export of events.*");
        await FluentActions.Awaiting(() => MovedStore.ImportAsync(second, "/nowhere/export")).Should().ThrowAsync<JobException>().WithMessage("/nowhere/export cannot be imported: *");
    }

    [Theory]
    [InlineData("user_config_set", "user_of_a_later_one", "*At place 1: The stored event*")]
    [InlineData("\"Key\": ", "\"Kex\": ", "*At place 1: The stored event*")]
    public async Task Events_that_this_release_cannot_read_are_refused_though_the_sum_is_right(string text, string other, string sentence)
    {
        var changed = Replace(whole, text, other);

        await RefusedAsync(WithSum(changed), sentence);
        await UnchangedAsync();
    }

    [Fact]
    public async Task A_place_that_stands_twice_is_refused_though_the_sum_is_right()
    {
        byte[] changed = [.. whole];
        var place = changed.AsSpan(EventAt(2) + CopyRow.FirstColumn);
        BinaryPrimitives.ReadInt64BigEndian(place).Should().Be(2);
        BinaryPrimitives.WriteInt64BigEndian(place, 1);

        await RefusedAsync(WithSum(changed), "*Place 1 comes after place 1.*");
        await UnchangedAsync();
    }

    [Theory]
    [InlineData("select nextval('mt_events_sequence')")]
    [InlineData("insert into mt_streams (id, type, version) values ('user-1', 'user', 0)")]
    [InlineData("insert into userdomain.accounts values (7)")]
    public async Task A_store_that_anything_was_written_to_is_refused(string written)
    {
        await second.ExecuteAsync(written);
        before = await MovedStore.ContentsAsync(second);

        await RefusedAsync(whole, "The store is not empty*");
        await UnchangedAsync();
    }

    [Fact]
    public async Task Who_writes_meanwhile_waits_and_finds_a_store_that_is_full()
    {
        await using var holding = await second.ConnectAsync();
        await using var transaction = await holding.BeginTransactionAsync();
        await ExecuteAsync(holding, "lock table userdomain.seals in access share mode");
        var importing = MovedStore.ImportAsync(second, await SaveAsync(whole));
        await Eventually.HoldsAsync(() => second.AskAsync<bool>(
            $"select exists (select from {TestDatabase.Locks} l where mode = 'AccessExclusiveLock' and not granted)"), "it waits for who reads");
        await using var stores = await second.OpenAsync();
        var creating = stores.AppendAsync(UserState.None(new(901)), Examples.CreatedAs("ada", "ada@example.org"));

        await transaction.RollbackAsync();

        (await importing).Events.Should().Be(18);
        await creating;
        (await stores.ReadAllAsync()).Select(one => one.Sequence).Should().Equal(Enumerable.Range(1, 19).Select(place => (long)place));
    }

    [Fact]
    public async Task Who_is_killed_in_the_middle_changes_nothing()
    {
        await using var holding = await second.ConnectAsync();
        await using var transaction = await holding.BeginTransactionAsync();
        await ExecuteAsync(holding, "lock table userdomain.installation in access exclusive mode");
        var importing = MovedStore.ImportAsync(second, await SaveAsync(whole));
        await Eventually.HoldsAsync(() => second.AskAsync<bool>(
            "select exists (select from pg_stat_activity where datname = current_database() and query like 'update userdomain.installation%' and wait_event_type = 'Lock')"), "all is written but that");

        await second.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'update userdomain.installation%' and pid <> pg_backend_pid()");

        await importing.Invoking(task => task).Should().ThrowAsync<NpgsqlException>();
        await transaction.RollbackAsync();
        await UnchangedAsync();
        (await MovedStore.ImportAsync(second, await SaveAsync(whole))).Events.Should().Be(18);
    }

    private async Task RefusedAsync(byte[] content, string sentence)
    {
        var file = await SaveAsync(content);
        await FluentActions.Awaiting(() => MovedStore.ImportAsync(second, file)).Should().ThrowAsync<JobException>().WithMessage(sentence);
    }

    private async Task UnchangedAsync() => (await MovedStore.ContentsAsync(second)).Should().Be(before);

    private static async Task<string> SaveAsync(byte[] content)
    {
        var file = TestFolder.New("export");
        await File.WriteAllBytesAsync(file, content);
        return file;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static byte[] Replace(byte[] content, string text, string other)
    {
        byte[] changed = [.. content];
        var (from, to) = (System.Text.Encoding.UTF8.GetBytes(text), System.Text.Encoding.UTF8.GetBytes(other));
        var at = changed.AsSpan().IndexOf(from);
        changed = [.. changed[..at], .. to, .. changed[(at + from.Length)..]];
        var length = changed.AsSpan(at - sizeof(int));
        if (BinaryPrimitives.ReadInt32BigEndian(length) == from.Length)
            BinaryPrimitives.WriteInt32BigEndian(length, to.Length);
        return changed;
    }

    /// <summary>Where the row of an event begins.</summary>
    private int EventAt(long place) => whole.AsSpan().IndexOf((ReadOnlySpan<byte>)[0, 15, 0, 0, 0, 8, .. CopyRow.Of(place)]);

    /// <summary>The same with the sum at its end made to fit.</summary>
    private static byte[] WithSum(byte[] content)
    {
        var end = content.Length - CopyRow.EndMark.Length;
        var row = end - CopyRow.Of([.. Enumerable.Repeat(CopyRow.Of(0), 4), new byte[SHA256.HashSizeInBytes]]).Length;
        SHA256.HashData(content.AsSpan(0, row)).CopyTo(content, end - SHA256.HashSizeInBytes);
        return content;
    }
}
