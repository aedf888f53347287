using System.Text.Json;
using Npgsql;
using UserDomain.Model;
using UserDomain.Postgres.Events;

namespace UserDomain.Postgres.Record;

/// <summary>
/// Fills an empty store from an export, in one transaction that nobody can work beside. The file is read twice: it is known to be whole,
/// and each of its events to be readable, before the store is touched.
/// </summary>
public static class EventsImport
{
    /// <param name="ownerConnectionString">As the owner, who may hold everybody off and set where numbers begin.</param>
    /// <param name="progress">Told how many events are in the views.</param>
    /// <exception cref="JobException">The file or the store is not fit for it.</exception>
    /// <exception cref="BusyException">Somebody works on the store.</exception>
    public static async Task<Exported> RunAsync(string file, string ownerConnectionString, IProgress<long> progress, CancellationToken cancellationToken)
    {
        try
        {
            var counted = await CheckAsync(file, cancellationToken);
            var settings = new NpgsqlConnectionStringBuilder(ownerConnectionString) { Pooling = false, CommandTimeout = 0, ApplicationName = SessionName.Mine };
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await EmptyStore.HoldAsync(connection, cancellationToken);
            await FillAsync(file, connection, progress, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            await EmptyStore.AnalyzeAsync(connection, cancellationToken);
            return counted;
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new JobException($"{file} cannot be imported: {wrong.Message} Nothing was changed.", wrong);
        }
    }

    /// <summary>How many events an export holds, once it is known to be whole.</summary>
    public static async Task<Exported> CheckAsync(string file, CancellationToken cancellationToken)
    {
        await using var reader = await ExportReader.OpenAsync(file, cancellationToken);
        foreach (var table in ExportForm.Tables)
        {
            var last = 0L;
            await foreach (var page in reader.ReadTableAsync(cancellationToken))
            {
                if (table != ExportForm.Events)
                    continue;
                foreach (var row in page.Rows)
                    last = Check(row.Span, last);
            }

            if (table == ExportForm.Events && last > reader.LastGiven[0])
                throw new InvalidDataException($"It has an event at place {last}, and says that {reader.LastGiven[0]} was the last one given.");
        }

        return await reader.EndAsync(cancellationToken);
    }

    private static long Check(ReadOnlySpan<byte> row, long last)
    {
        var read = new EventRow(row);
        if (!read.IsWellFormed)
            throw new InvalidDataException($"What comes after the event at place {last} is no event.");
        if (read.Place <= last)
            throw new InvalidDataException($"Place {read.Place} comes after place {last}.");
        try
        {
            read.ToStored().Read();
        }
        catch (Exception wrong) when (wrong is UnknownEventException or JsonException)
        {
            throw new InvalidDataException($"At place {read.Place}: {wrong.Message}", wrong);
        }

        return read.Place;
    }

    private static async Task FillAsync(string file, NpgsqlConnection connection, IProgress<long> progress, CancellationToken cancellationToken)
    {
        await using var reader = await ExportReader.OpenAsync(file, cancellationToken);
        foreach (var table in ExportForm.Tables)
        {
            await foreach (var page in reader.ReadTableAsync(cancellationToken))
                await CopyAsync(connection, table, page, cancellationToken);
        }

        await reader.EndAsync(cancellationToken);
        await EmptyStore.AnalyzeAsync(connection, cancellationToken); // or the database would not know that its index is the way
        await new InlineViews(connection).FillAsync(progress, cancellationToken);
        await EmptyStore.SettleAsync(connection, reader.LastGiven, cancellationToken);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, ExportedTable table, RowPage page, CancellationToken cancellationToken)
    {
        await using var copying = await connection.BeginRawBinaryCopyAsync(table.CopyIn, cancellationToken);
        await copying.WriteAsync(CopyRow.Header, cancellationToken);
        await copying.WriteAsync(page.Bytes, cancellationToken);
        await copying.WriteAsync(CopyRow.EndMark, cancellationToken);
    }
}
