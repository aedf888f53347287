using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using UserDomain.Postgres;
using UserDomain.Postgres.Views;

namespace UserDomain.Host.Cli;

/// <summary><c>users import</c> and <c>users export</c>: users from and to files, without secrets on the way out.</summary>
internal static class UsersTransferCommands
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static Command CreateImport()
    {
        var file = new Argument<string>("file") { Description = "NDJSON, a user a line, or CSV (by its name) with a header; Config:Street is a column of the configuration." };
        var trial = new Option<bool>("--dry-run") { Description = "Change nothing; say what would come of it." };
        var command = new Command(
            "import", "Brings users in from a file, each by the rules of a call; 2 means that some lines failed. Users who are there stay as they are, so it can be run again. Who comes without a verified address is mailed a code.")
        { file, trial, Jobs.Json };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            var isTrial = parsed.GetValue(trial);
            var result = await new UserImport(job, parsed.GetRequiredValue(file), isTrial).RunAsync(cancellationToken);
            await ShowAsync(result, isTrial, job.Report);
            return result.Failed is [] ? Exit.Done : Exit.Found;
        });
        return command;
    }

    public static Command CreateExport()
    {
        var file = new Argument<string?>("file") { Description = "Where to; without it, standard output.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("export", "Writes all users as NDJSON, by their ids: info, permissions and configuration; no passwords, codes or keys.") { file };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            var records = job.Services.GetRequiredService<UserRecords>();
            if (parsed.GetValue(file) is not { } path)
            {
                await WriteAsync(records, job.Report.Output, new Progress<long>(), cancellationToken);
                return;
            }

            var total = await records.CountAsync(cancellationToken);
            try
            {
                await using (var writer = Create($"{path}.unfinished"))
                    await job.Report.ProgressAsync("Exporting", total, progress => WriteAsync(records, writer, progress, cancellationToken));
                File.Move($"{path}.unfinished", path, overwrite: true);
            }
            catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
            {
                throw new JobException($"{path} cannot be written: {wrong.Message}", wrong);
            }

            await job.Report.SayAsync($"Exported to {path}.");
        });
        return command;
    }

    /// <summary>For nobody else to read: names and addresses of people are in it.</summary>
    private static StreamWriter Create(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    private static async Task ShowAsync(ImportResult result, bool isTrial, Report report)
    {
        if (report.IsJson)
        {
            await report.ShowAsync(result, _ => { });
            return;
        }

        foreach (var (line, why) in result.Failed)
            await report.Output.WriteLineAsync($"line {line}: {Report.Visible(why)}");
        await report.Output.WriteLineAsync(
            $"{(isTrial ? "Would be made" : "Made")}: {result.Made}; there already, left as they are: {result.There}; failed: {result.Failed.Count}.");
    }

    private static async Task<long> WriteAsync(UserRecords records, TextWriter writer, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var written = 0L;
        await foreach (var record in records.ReadAsync(cancellationToken))
        {
            await writer.WriteLineAsync(JsonSerializer.Serialize(Of(record), Json).AsMemory(), cancellationToken);
            progress.Report(++written);
        }

        return written;
    }

    /// <summary>By the members' names that an import reads.</summary>
    private static object Of(UserRecord record) => new
    {
        record.Info.UserId,
        record.Info.UserName,
        record.Info.Email,
        record.Info.EmailVerified,
        record.Info.AccountId,
        record.Info.Accounts,
        OMSId = record.Info.OmsId,
        record.Info.OperatorId,
        record.Info.AffiliateId,
        record.Info.RefererId,
        AffiliateTags = record.AffiliateTags.OrderBy(tag => tag.Position).Select(tag => tag.Tag).ToArray() is { Length: > 0 } tags ? tags : null,
        record.Info.Use2FA,
        record.Info.Locked,
        record.Info.Permissions,
        Config = record.Config.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new { entry.Key, entry.Value }),
    };
}
