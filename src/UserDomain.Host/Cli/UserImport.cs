using System.Collections.Concurrent;
using System.Collections.Frozen;
using Npgsql;
using UserDomain.Model;
using UserDomain.Registration;

namespace UserDomain.Host.Cli;

/// <summary>What came of an import.</summary>
/// <param name="There">Lines whose users were there already, and stayed as they are.</param>
internal sealed record ImportResult(long Made, long There, IReadOnlyList<FailedLine> Failed);

/// <summary>A line that nothing came of, and why.</summary>
internal sealed record FailedLine(long Line, string Why);

/// <summary>Brings the users of a file in, several at a time, each by the same rules as one that a call makes.</summary>
internal sealed class UserImport(Job job, string file, bool isTrial)
{
    /// <summary>More wait for the database together than are worked on: each commit is shared.</summary>
    private const int AtATime = 48;

    /// <summary>How far above the ids that were given so far a file may name one: between them ids are used up.</summary>
    private const long FarthestId = 100_000_000;

    private readonly ConcurrentBag<FailedLine> failed = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly HashSet<string> addresses = new(StringComparer.Ordinal);
    private readonly HashSet<string> tags = new(StringComparer.Ordinal);
    private readonly HashSet<long> ids = [];
    private long made;
    private long there;

    public async Task<ImportResult> RunAsync(CancellationToken cancellationToken)
    {
        var (total, coming) = await LookThroughAsync(cancellationToken);
        if (!isTrial && coming.Count > 0)
            await UseUpIdsAsync(coming.Max(), cancellationToken);
        await job.Report.ProgressAsync(isTrial ? "Trying" : "Importing", total, progress => ImportAsync(coming, progress, cancellationToken));
        return new(made, there, [.. failed.OrderBy(line => line.Line)]);
    }

    private async Task<(long Total, FrozenSet<long> Coming)> LookThroughAsync(CancellationToken cancellationToken)
    {
        var (total, ids) = (0L, new HashSet<long>());
        await foreach (var line in UserLines.ReadAsync(file, cancellationToken))
        {
            total++;
            if (line.User?.UserId is { } id)
                ids.Add(id);
        }

        return (total, ids.ToFrozenSet());
    }

    /// <summary>So that nobody else is given an id that the file names. Each is drawn: that is safe beside whoever draws one just now.</summary>
    private async Task UseUpIdsAsync(long last, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(job.OwnerConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var draw = new NpgsqlCommand("select nextval('userdomain.user_ids')", connection);
        var drawn = (long)(await draw.ExecuteScalarAsync(cancellationToken))!;
        if (last - drawn > FarthestId)
            throw new StartupException($"{file} names user id {last}, which is too far above those that were given so far ({drawn}).");
        await using var drawAll = new NpgsqlCommand("select max(nextval('userdomain.user_ids')) from generate_series(1, $1)", connection) { CommandTimeout = 0 };
        drawAll.Parameters.Add(new() { Value = Math.Max(last - drawn, 0) });
        await drawAll.ExecuteScalarAsync(cancellationToken);
    }

    private async Task<bool> ImportAsync(FrozenSet<long> coming, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var done = 0L;
        await Parallel.ForEachAsync(
            UniqueAsync(cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken }, async (line, token) =>
            {
                await ImportAsync(line, coming, token);
                progress.Report(Interlocked.Increment(ref done));
            });
        return true;
    }

    /// <summary>The first of each name, address, tag and id: which of two comes in must not hang on which is faster.</summary>
    private async IAsyncEnumerable<UserLine> UniqueAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var line in UserLines.ReadAsync(file, cancellationToken))
            yield return line.User is { } user && TakenOf(user) is { } taken ? line with { User = null, Wrong = $"{taken} stands in the file before" } : line;
    }

    private string? TakenOf(ImportUser.Line user) =>
        user.UserName is { } name && !names.Add(TextKey.Of(name)) ? nameof(user.UserName)
        : user.Email is { } email && !addresses.Add(TextKey.Of(email)) ? nameof(user.Email)
        : user.UserId is { } id && !ids.Add(id) ? nameof(user.UserId)
        : (user.AffiliateTags ?? []).Select(TextKey.Of).Distinct(StringComparer.Ordinal).Any(tag => !tags.Add(tag)) ? nameof(user.AffiliateTags)
        : null;

    private async Task ImportAsync(UserLine line, FrozenSet<long> coming, CancellationToken cancellationToken)
    {
        try
        {
            if (line.User is not { } user)
                failed.Add(new(line.Number, line.Wrong!));
            else if (await job.SendAsync(new ImportUser(user, coming, isTrial), cancellationToken) == ImportUser.Outcome.Made)
                Interlocked.Increment(ref made);
            else
                Interlocked.Increment(ref there);
        }
        catch (RefusedException no)
        {
            failed.Add(new(line.Number, no.Refusal.Detail ?? "Not authorized"));
        }
    }
}
