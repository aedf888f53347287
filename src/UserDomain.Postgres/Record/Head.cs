using System.Text.Json;

namespace UserDomain.Postgres.Record;

/// <summary>The newest link of the chain, to be kept elsewhere: it stands for all that was sealed up to it.</summary>
/// <param name="LastPlace">The last place that is sealed.</param>
/// <param name="Link">In hexadecimal digits.</param>
public sealed record Head(long Number, long LastPlace, string Link)
{
    /// <summary>The last line of a file: so heads can be put one under another.</summary>
    /// <exception cref="JobException">There is none.</exception>
    public static async Task<Head> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            var line = (await File.ReadAllLinesAsync(file, cancellationToken)).LastOrDefault(line => line.Length > 0) ?? "";
            if (JsonSerializer.Deserialize<Head>(line) is { Number: > 0, Link.Length: 2 * MerkleTree.HashLength } head)
                return head;
        }
        catch (Exception wrong) when (wrong is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new JobException($"{file} cannot be read as the head of a record: {wrong.Message}", wrong);
        }

        throw new JobException($"{file} holds no head of a record. It looks like {{\"Number\":12,\"LastPlace\":48211,\"Link\":\"…\"}}");
    }
}
