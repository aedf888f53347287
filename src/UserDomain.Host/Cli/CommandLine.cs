using System.CommandLine;
using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Mail;
using UserDomain.Model;
using UserDomain.Postgres;
using UserDomain.Postgres.Embedded;

namespace UserDomain.Host.Cli;

/// <summary>The verbs. What they exit with stands in <see cref="Exit"/>.</summary>
internal static class CommandLine
{
    public static RootCommand Create()
    {
        var root = new RootCommand("UserDomain keeps the users of a trading venue. Settings come from the environment: USERDOMAIN_URLS, USERDOMAIN_DATA, USERDOMAIN_POSTGRES and so on.")
        {
            RunCommand.Create(),
            UsersCommands.Create(),
            KeysCommands.Create(),
            DbCommands.Create(),
            AuditCommands.Create(),
            EventsCommands.Create(),
            ProjectionsCommands.Create(),
        };
        return root;
    }

    /// <summary>The settings as the environment gives them.</summary>
    /// <exception cref="StartupException">One of them cannot be read.</exception>
    public static HostSettings Settings()
    {
        try
        {
            return HostSettings.Read(new ConfigurationBuilder().AddEnvironmentVariables("USERDOMAIN_").Build());
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException or InvalidOperationException)
        {
            throw new StartupException($"A setting cannot be read: {wrong.Message}", wrong);
        }
    }

    /// <summary>Runs a verb; what is known to go wrong becomes a sentence.</summary>
    public static void Does(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var error = parsed.InvocationConfiguration.Error;
            try
            {
                return await action(parsed, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await error.WriteLineAsync("Stopped. It can be run again.");
                return Exit.Stopped;
            }
            catch (BusyException busy)
            {
                await error.WriteLineAsync(busy.Message);
                return Exit.Busy;
            }
            catch (Exception wrong) when (Sentence(wrong) is { } sentence)
            {
                await error.WriteLineAsync(sentence);
                return Exit.Failed;
            }
        });

    private static string? Sentence(Exception wrong) => wrong switch
    {
        StartupException or PostgresSetupException or JobException or EmbeddedPostgresException or MailSettingsException
            or StoreUnavailableException or BrokenStreamException or UnknownEventException => wrong.Message,
        RefusedException no => no.Refusal.Detail ?? "Not authorized.",
        NpgsqlException => $"The database refused: {wrong.Message}",
        _ => null,
    };
}
