using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;
using CsvHelper.Configuration;
using UserDomain.Host.Secrets;
using UserDomain.Host.Wire;
using UserDomain.Model;
using UserDomain.Registration;

namespace UserDomain.Host.Cli;

/// <summary>A line of a file of users: the user, or what is wrong with it.</summary>
internal sealed record UserLine(long Number, ImportUser.Line? User, string? Wrong);

/// <summary>Files of users, line by line: NDJSON, or CSV whose header names the members (<c>Config:Street</c> is a key of the configuration).</summary>
internal static class UserLines
{
    private const string ConfigColumn = "Config:";
    private static readonly RecordReader Reader = new(typeof(ImportUser.Line));

    public static IAsyncEnumerable<UserLine> ReadAsync(string file, CancellationToken cancellationToken) =>
        Path.GetExtension(file).Equals(".csv", StringComparison.OrdinalIgnoreCase) ? ReadCsvAsync(file, cancellationToken) : ReadJsonAsync(file, cancellationToken);

    private static async IAsyncEnumerable<UserLine> ReadJsonAsync(string file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = Open(file);
        for (var number = 1L; await LineAsync(reader, file, number, cancellationToken) is { } text; number++)
        {
            if (!string.IsNullOrWhiteSpace(text))
                yield return Read(number, () => Payload.Parse(text));
        }
    }

    private static async ValueTask<string?> LineAsync(StreamReader reader, string file, long number, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken);
        }
        catch (DecoderFallbackException wrong)
        {
            throw NoText(file, number, wrong);
        }
    }

    private static async IAsyncEnumerable<UserLine> ReadCsvAsync(string file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = Open(file);
        using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture) { DetectColumnCountChanges = true });
        if (!await NextAsync(csv, file))
            yield break;
        csv.ReadHeader();
        var header = csv.HeaderRecord ?? [];
        if (header.GroupBy(column => column, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
            throw new StartupException($"{file} has a column twice: {twice}");
        foreach (var column in header.Where(column => !column.StartsWith(ConfigColumn, StringComparison.Ordinal) && !Reader.Knows(column)))
            throw new StartupException($"{file} has a column that users do not have: {column}");
        while (await NextAsync(csv, file))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var cells = header.Zip(csv.Parser.Record!).ToArray();
            yield return Read(csv.Parser.RawRow, () => Row(cells));
        }
    }

    private static async Task<bool> NextAsync(CsvReader csv, string file)
    {
        try
        {
            return await csv.ReadAsync();
        }
        catch (DecoderFallbackException wrong)
        {
            throw NoText(file, csv.Parser.RawRow, wrong);
        }
        catch (CsvHelperException wrong)
        {
            throw new StartupException($"{file} is no CSV from line {csv.Parser.RawRow} on: its lines have not as many cells each, or a quote is open.", wrong);
        }
    }

    /// <summary>Empty cells are not given.</summary>
    private static JsonElement Row((string Column, string Cell)[] cells)
    {
        var (row, config) = (new JsonObject(), new JsonArray());
        foreach (var (column, cell) in cells.Where(cell => cell.Cell.Length > 0))
        {
            if (column.StartsWith(ConfigColumn, StringComparison.Ordinal))
                config.Add((JsonNode)new JsonObject { ["Key"] = column[ConfigColumn.Length..], ["Value"] = cell });
            else
                row[column] = cell;
        }

        if (config.Count > 0)
            row[nameof(ImportUser.Line.Config)] = config;
        return JsonSerializer.SerializeToElement(row);
    }

    private static UserLine Read(long number, Func<JsonElement> read)
    {
        try
        {
            var json = read();
            if (json.ValueKind == JsonValueKind.Object && json.EnumerateObject().FirstOrDefault(member => !Reader.Knows(member.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } other)
                return new(number, null, $"{other.Name} is no member of a user");
            var user = (ImportUser.Line)Reader.Read(json);
            if (user.PasswordHash is { } hash && !Argon2Hasher.CanVerify(hash))
                return new(number, null, "PasswordHash is none that is verified here: it must be argon2id or argon2i as a PHC string, with p=1");
            return new(number, HoldsNothing(json) ? user with { Permissions = [] } : user, null);
        }
        catch (RefusedException wrong)
        {
            return new(number, null, wrong.Refusal.Detail);
        }
        catch (InvalidOperationException)
        {
            return new(number, null, Wrong.NotUnicode.Refusal.Detail); // half a character, which JSON can name
        }
    }

    /// <summary>No permissions, said so: elsewhere an empty list is one that is not given.</summary>
    private static bool HoldsNothing(JsonElement json) => json.EnumerateObject().Any(member =>
        member.Name.Equals(nameof(ImportUser.Line.Permissions), StringComparison.OrdinalIgnoreCase)
        && member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() == 0);

    /// <summary>A byte that is read as another character would be kept as that.</summary>
    private static StartupException NoText(string file, long line, DecoderFallbackException wrong) =>
        new($"{file} is no UTF-8, near line {line}.", wrong);

    /// <summary>A byte order mark at its beginning is passed over.</summary>
    private static StreamReader Open(string file)
    {
        try
        {
            return new(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{file} cannot be read: {wrong.Message}", wrong);
        }
    }
}
