using System.Data;
using System.Security.Cryptography;
using Npgsql;
using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Record;

/// <summary>
/// Writes the whole store to a file: events, streams, seals, and which numbers were given. It is one moment of the store, seen by one
/// snapshot; hosts go on beside it. No password, session, key or letter is in it.
/// </summary>
public sealed class EventsExport(Database database)
{
    private const int PageBytes = 1024 * 1024;
    private const int FileBuffer = 1024 * 1024;
    private const string LastGiven = "select case when is_called then last_value else last_value - 1 end from";
    private const string CountEvents = "select count(*) from mt_events";

    /// <summary>How many events there are to write, at about this moment.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Source.Command(CountEvents);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The file bears its name only once it is whole and on the disk.</summary>
    /// <param name="progress">Told how many events are written.</param>
    /// <exception cref="JobException">The file is there already, or cannot be written.</exception>
    public async Task<Exported> RunAsync(string file, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var part = $"{file}.part";
        if (File.Exists(file))
            throw new JobException($"{file} is there already.");
        try
        {
            Exported exported;
            await using (var output = Create(part))
            {
                exported = await WriteAsync(output, progress, cancellationToken);
                output.Flush(flushToDisk: true);
            }

            File.Move(part, file);
            return exported;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new JobException($"{file} cannot be written: {wrong.Message}", wrong);
        }
    }

    /// <summary>For nobody else to read: names and addresses of people are in it.</summary>
    private static FileStream Create(string part) => new(part, new FileStreamOptions
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        BufferSize = FileBuffer,
        Options = FileOptions.Asynchronous,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    private async Task<Exported> WriteAsync(FileStream output, IProgress<long> progress, CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await PutAsync(ExportForm.FirstLine);
        await PutAsync(CopyRow.Of([.. await LastGivenAsync(connection, cancellationToken)]));
        await PutAsync(CopyRow.EndMark);

        var counts = new List<long>();
        foreach (var table in ExportForm.Tables)
        {
            counts.Add(await CopyAsync(connection, table, PutAsync, table == ExportForm.Events ? progress : null, cancellationToken));
            await PutAsync(CopyRow.EndMark);
        }

        byte[][] last = [.. counts.Select(CopyRow.Of), hash.GetHashAndReset()];
        await PutAsync(CopyRow.Of(last));
        await PutAsync(CopyRow.EndMark);
        return Exported.Of(counts);

        async ValueTask PutAsync(ReadOnlyMemory<byte> bytes)
        {
            hash.AppendData(bytes.Span);
            await output.WriteAsync(bytes, cancellationToken);
        }
    }

    private static async Task<long> CopyAsync(
        NpgsqlConnection connection, ExportedTable table, Func<ReadOnlyMemory<byte>, ValueTask> put, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await using var stream = await connection.BeginRawBinaryCopyAsync(table.CopyOut, cancellationToken);
        await stream.ReadExactlyAsync(new byte[CopyRow.Header.Length], cancellationToken);
        using var pages = new RowPages(stream);
        for (var count = 0L; ;)
        {
            using var page = await pages.NextAsync(int.MaxValue, PageBytes, cancellationToken);
            await put(page.Bytes);
            count += page.Count;
            progress?.Report(count);
            if (page.IsEnd)
                return count;
        }
    }

    private static async Task<IReadOnlyList<byte[]>> LastGivenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var last = new List<byte[]>();
        foreach (var sequence in ExportForm.Sequences)
        {
            await using var command = new NpgsqlCommand($"{LastGiven} {sequence}", connection);
            last.Add(CopyRow.Of((long)(await command.ExecuteScalarAsync(cancellationToken))!));
        }

        return last;
    }
}
