using System.CommandLine;
using UserDomain.Audit;
using UserDomain.Host.Wire;

namespace UserDomain.Host.Cli;

/// <summary><c>audit trail | as-of</c>: what became of a user, and how he stood.</summary>
internal static class AuditUserCommands
{
    public static Command CreateTrail()
    {
        var user = User();
        var from = Time("--from", "Nothing before this time, as 2026-03-14 or 2026-03-14T12:00:00Z.");
        var to = Time("--to", "Nothing at or after this time.");
        var after = new Option<long?>("--after") { Description = "Only what came after this version of the user." };
        var limit = new Option<int>("--limit") { Description = "The most changes that are shown, 1 to 500.", DefaultValueFactory = _ => 100 };
        var command = new Command("trail", "Shows every change of a user: when, by whom, by which call, from where, and what each field was before and after.") { user, from, to, after, limit };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            var (userId, userName) = Named(parsed.GetRequiredValue(user));
            var trail = await job.SendAsync(
                new GetUserAuditTrail(userId, userName, parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(after), parsed.GetValue(limit)), cancellationToken);
            await ShowAsync(trail, job.Report);
        });
        return command;
    }

    public static Command CreateAsOf()
    {
        var user = User();
        var time = Time("--time", "At this time, as 2026-03-14T12:00:00Z.");
        var version = new Option<long?>("--version") { Description = "At this version of the user, as the trail tells them." };
        var command = new Command("as-of", "Shows a user as he stood at a time or at a version: info, permissions and configuration.") { user, time, version };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            var (userId, userName) = Named(parsed.GetRequiredValue(user));
            var then = await job.SendAsync(new GetUserAsOf(userId, userName, parsed.GetValue(version), parsed.GetValue(time)), cancellationToken);
            if (job.Report.IsJson)
                await job.Report.ShowAsync(then, _ => { });
            else
                await ShowAsync(then, job.Report);
        });
        return command;
    }

    private static async Task ShowAsync(AuditTrail trail, Report report)
    {
        if (report.IsJson)
        {
            await report.ShowAsync(trail, _ => { });
            return;
        }

        await report.ShowTableAsync(
            trail.Trail, ("version", change => $"{change.Version}"), ("time", change => change.Time), ("who", Who), ("call", change => change.Call),
            ("from", change => change.Address ?? change.Transport), ("correlation", change => change.CorrelationId), ("event", change => change.Event),
            ("changes", change => string.Join('\n', change.Changes.Select(field => Report.Visible($"{field.Field}: {field.Old ?? "-"} -> {field.New ?? "-"}")))));
        if (trail.After is { } after)
            await report.SayAsync($"There is more: --after {after}");
    }

    private static async Task ShowAsync(UserAsOf then, Report report)
    {
        await report.Output.WriteLineAsync($"Version {then.Version}, since {then.Time}");
        (string Name, string Value)[] info =
        [
            ("UserId", $"{then.User.UserId}"), ("UserName", then.User.UserName), ("Email", then.User.Email), ("EmailVerified", $"{then.User.EmailVerified}"),
            ("AccountId", $"{then.User.AccountId}"), ("OMSId", $"{then.User.OMSId}"), ("Use2FA", $"{then.User.Use2FA}"), ("Locked", $"{then.User.Locked}"),
            ("Permissions", string.Join(", ", then.Permissions)), .. then.Config.Select(pair => ($"Config/{pair.Key}", Report.Visible(pair.Value))),
        ];
        await report.ShowTableAsync(info, ("field", field => field.Name), ("value", field => field.Value));
    }

    private static string Who(AuditedChange change) => change switch
    {
        { Actor: null } => "a stranger",
        { ActorName: { } name } => $"{name} ({change.Actor})",
        _ => change.Actor,
    };

    private static Argument<string> User() => new("user") { Description = "The user's name, in any case, or his id." };

    /// <summary>Digits alone are an id. A user whose name is nothing but digits is told by his.</summary>
    private static (long? Id, string? Name) Named(string user) =>
        long.TryParse(user, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id) ? (id, null) : (null, user);

    private static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = given =>
        {
            if (Times.Read(given.Tokens.Single().Value) is { } time)
                return time;
            given.AddError($"{name} is no time; it looks like 2026-03-14 or 2026-03-14T12:00:00Z.");
            return null;
        },
    };
}
