using System.CommandLine;
using System.Globalization;
using UserDomain.Host.Secrets;
using UserDomain.Postgres.Secrets;

namespace UserDomain.Host.Cli;

/// <summary><c>keys …</c>: the keys that secrets in the database are sealed with. Both verbs work beside running hosts.</summary>
internal static class KeysCommands
{
    public static Command Create() => new("keys", "The keys that secrets in the database are sealed with.") { CreateList(), CreateRotate() };

    private static Command CreateList()
    {
        var command = new Command("list", "Shows the keys, and how many secrets are sealed with each.");
        command.Works(async (job, _, cancellationToken) =>
            await job.Report.Output.WriteLineAsync((await TableAsync(job.Services, cancellationToken)).AsMemory(), cancellationToken));
        return command;
    }

    private static Command CreateRotate()
    {
        var command = new Command("rotate", "Makes a new key, seals all secrets with it, and retires the keys before. It can be run again after it was broken off.");
        command.Works((job, _, cancellationToken) =>
            RotateAsync(job.Services, line => job.Report.Output.WriteLineAsync(line.AsMemory(), cancellationToken), cancellationToken));
        return command;
    }

    /// <summary>Twice: hosts seal with the key before until they have seen the new one, and after that nobody does.</summary>
    private static async Task RotateAsync(IServiceProvider services, Func<string, Task> tell, CancellationToken cancellationToken)
    {
        var (keys, ring, resealing) = (
            services.GetRequiredService<SecretKeys>(), services.GetRequiredService<KeyRing>(), services.GetRequiredService<Resealing>());
        await using var turn = await keys.TakeTurnAsync(cancellationToken);
        var before = ring.Keys.Keys.ToHashSet();
        ring.MakeNew();
        await tell($"New key {ring.Keys.Keys.Except(before).Single()}");

        var seen = Task.Delay(KeyRing.Delay + TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
        var first = await resealing.RunAsync(cancellationToken);
        await seen;
        var rest = await resealing.RunAsync(cancellationToken);

        await tell($"Sealed anew: {first.Secrets + rest.Secrets}");
        if (rest.Unopened > 0)
            await tell($"Left as they were, as no key here opens them: {rest.Unopened}");
        foreach (var retired in await keys.RetireAsync(cancellationToken))
            await tell($"Retired {retired}; keep its file as long as backups of the database from before");
    }

    private static async Task<string> TableAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var here = services.GetRequiredService<KeyRing>().Keys;
        var noted = (await services.GetRequiredService<SecretKeys>().ListAsync(cancellationToken)).ToDictionary(key => key.Id);
        var lines = here.Keys.Union(noted.Keys)
            .Select(id => (Id: id, At: here.TryGetValue(id, out var made) ? made : noted[id].NotedAt, Key: noted.GetValueOrDefault(id)))
            .OrderBy(line => line.At).ThenBy(line => line.Id)
            .Select(line => Line(
                $"{line.Id}", line.At?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "",
                State(line.Key) + (here.ContainsKey(line.Id) ? "" : ", missing here"), $"{line.Key?.Secrets ?? 0}"));
        return string.Join('\n', lines.Prepend(Line("key", "created", "state", "secrets")));
    }

    private static string State(SecretKey? key) => key switch
    {
        null => "unused",
        { RetiredAt: null } => "active",
        _ => "retired",
    };

    private static string Line(string id, string created, string state, string secrets) => $"{id,-36}  {created,-20}  {state,-22}  {secrets,7}";
}
