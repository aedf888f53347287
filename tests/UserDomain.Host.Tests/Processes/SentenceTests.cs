using System.CommandLine;
using Npgsql;
using UserDomain.EventSourcing;
using UserDomain.Host.Cli;
using UserDomain.Model;

namespace UserDomain.Host.Tests.Processes;

/// <summary>Whatever is known to go wrong in a verb becomes a sentence, never a trace of the stack.</summary>
public sealed class SentenceTests
{
    public static TheoryData<Exception, string> Failures => new()
    {
        { new StoreUnavailableException(new TimeoutException()), "The database cannot be reached." },
        { new ConcurrentChangeException(new("view-user_lookup"), 1, 2), "Somebody else changed the same at that moment. It can be run again." },
        { new BrokenStreamException(new("user-2"), 1, 2), "Stream user-2 has version 2 where 1 belongs." },
        { new UnknownEventException("user_of_a_newer_release", null), "The stored event 'user_of_a_newer_release' cannot be read by this release." },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_is_told_in_a_sentence_and_exits_with_1(Exception failure, string sentence) =>
        (await DoAsync((_, _) => throw failure, default)).Should().Be((1, sentence));

    [Fact]
    public async Task A_verb_that_is_stopped_says_so_however_the_database_puts_it()
    {
        using var stopping = new CancellationTokenSource();

        (await DoAsync(async (_, _) =>
        {
            await stopping.CancelAsync();
            throw new NpgsqlException("Exception while writing to stream");
        }, stopping.Token)).Should().Be((130, "Stopped. It can be run again."));
    }

    private static async Task<(int Code, string Said)> DoAsync(Func<ParseResult, CancellationToken, Task<int>> action, CancellationToken cancellationToken)
    {
        var verb = new RootCommand("A verb.");
        verb.Does(action);
        await using var error = new StringWriter();
        var code = await verb.Parse([]).InvokeAsync(new InvocationConfiguration { Error = error, EnableDefaultExceptionHandler = false }, cancellationToken);
        return (code, error.ToString().Trim());
    }
}
