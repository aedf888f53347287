using System.CommandLine;
using MediatR;
using UserDomain.Calls;
using UserDomain.Postgres;
using UserDomain.Postgres.Engines;

namespace UserDomain.Host.Cli;

/// <summary>What a verb works with: the store, joined beside running hosts or alone, and every part of a host but its transports.</summary>
internal sealed class Job(IServiceProvider services, string ownerConnectionString, Report report)
{
    public IServiceProvider Services => services;

    public Database Database => services.GetRequiredService<Database>();

    /// <summary>The database, as its owner, who may change tables. It holds the password: not for logs.</summary>
    public string OwnerConnectionString => ownerConnectionString;

    public Report Report => report;

    /// <summary>For work that reads events in order.</summary>
    /// <exception cref="JobException">A program that is no host of ours writes events.</exception>
    public Task AssertNoOtherProgramAsync(CancellationToken cancellationToken) => OtherPrograms.AssertNoneAsync(ownerConnectionString, cancellationToken);

    /// <summary>Makes a call as somebody at the server itself.</summary>
    /// <exception cref="PostgresSetupException">It changes something, and a host of another engine is alive.</exception>
    public async Task<TAnswer> SendAsync<TAnswer>(IRequest<TAnswer> call, CancellationToken cancellationToken)
    {
        if (call is ICommand)
            await services.GetRequiredService<EngineHold>().TakeAsync(EngineHold.Verb, cancellationToken);
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().AtTheServer("cli");
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(call, cancellationToken);
    }
}

/// <summary>Verbs that work on the store.</summary>
internal static class Jobs
{
    /// <summary>Given to a group of verbs, so that each of them has it.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "Write the result as JSON, for machines.", Recursive = true };

    /// <summary>Runs a verb that works on the store. What it returns is the exit code.</summary>
    public static void Works(this Command command, Func<Job, ParseResult, CancellationToken, Task<int>> work) =>
        command.Does(async (parsed, cancellationToken) =>
        {
            Requirements.Check();
            var settings = CommandLine.Settings();
            _ = (settings.KeysFolder, Engines.Find(settings.Engine));
            await using var store = await Store.JoinAsync(settings, cancellationToken);
            var services = new ServiceCollection().AddLogging();
            UserDomainHost.AddTo(services, settings, store.Database);
            await using var provider = services.BuildServiceProvider();
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            return await work(new(provider, store.OwnerConnectionString, new(output, error, parsed.GetValue(Json))), parsed, cancellationToken);
        });

    /// <summary>Runs a verb that is done when it comes back.</summary>
    public static void Works(this Command command, Func<Job, ParseResult, CancellationToken, Task> work) =>
        command.Works(async (job, parsed, cancellationToken) =>
        {
            await work(job, parsed, cancellationToken);
            return Exit.Done;
        });
}
