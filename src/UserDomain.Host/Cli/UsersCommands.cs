using System.CommandLine;
using Microsoft.Win32.SafeHandles;
using UserDomain.Calls;
using UserDomain.RestKeys;
using UserDomain.SignIn;

namespace UserDomain.Host.Cli;

/// <summary><c>users …</c>: the way in from the server itself. What is changed is recorded under the operating system's name of whoever does it.</summary>
internal static class UsersCommands
{
    private const int StandardInput = 0;

    public static Command Create() => new("users", "Changes users from the server itself.") { CreateUnlock(), CreatePassword(), CreateTwoFactorOff(), CreateApiKey(), UsersTransferCommands.CreateImport(), UsersTransferCommands.CreateExport() };

    private static Command CreateUnlock()
    {
        var name = Name();
        var command = new Command("unlock", "Lifts a user's lock.") { name };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            await job.SendAsync(new Unlock(null, parsed.GetRequiredValue(name)), cancellationToken);
            await job.Report.Output.WriteLineAsync("Unlocked.".AsMemory(), cancellationToken);
        });
        return command;
    }

    private static Command CreatePassword()
    {
        var name = Name();
        var fromInput = new Option<bool>("--stdin") { Description = "Take the password from the first line of standard input instead of making one." };
        var command = new Command("password", "Gives a user a new password, which is printed; all his sessions end.") { name, fromInput };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            var given = parsed.GetValue(fromInput) ? await ReadAsync(cancellationToken) : null;
            var password = given ?? FirstStart.Generate();
            await job.SendAsync(new SetPassword(null, parsed.GetRequiredValue(name), password), cancellationToken);
            await job.Report.Output.WriteLineAsync(
                (given is null ? $"The new password, shown this once:  {password.Reveal()}" : "The password is set.").AsMemory(), cancellationToken);
        });
        return command;
    }

    private static Command CreateTwoFactorOff()
    {
        var name = Name();
        var command = new Command("two-factor-off", "Turns a user's second factor off, for who has lost his device.") { name };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            await job.SendAsync(new TurnOffTwoFactor(null, parsed.GetRequiredValue(name)), cancellationToken);
            await job.Report.Output.WriteLineAsync("The second factor is off.".AsMemory(), cancellationToken);
        });
        return command;
    }

    private static Command CreateApiKey()
    {
        var name = Name();
        var command = new Command("api-key", "Gives a user a new key for the REST endpoint, which is printed; the one before opens nothing any more.") { name };
        command.Works(async (job, parsed, cancellationToken) =>
        {
            var generated = await job.SendAsync(new GenerateUserRestKey(null, parsed.GetRequiredValue(name)), cancellationToken);
            await job.Report.Output.WriteLineAsync($"The new API key, shown this once:  {generated.Shown}".AsMemory(), cancellationToken);
        });
        return command;
    }

    private static Argument<string> Name() => new("name") { Description = "The user's name, in any case." };

    private static async Task<Secret> ReadAsync(CancellationToken cancellationToken)
    {
        using var handle = new SafeFileHandle(StandardInput, ownsHandle: false);
        using var reader = new StreamReader(new FileStream(handle, FileAccess.Read, bufferSize: 1));
        return new(await reader.ReadLineAsync(cancellationToken) ?? throw new StartupException("There is no password on standard input."));
    }
}
