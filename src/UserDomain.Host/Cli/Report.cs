using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace UserDomain.Host.Cli;

/// <summary>What a verb tells: its result on the output, tables for people or JSON for machines, and how far it is on the error stream.</summary>
internal sealed class Report(TextWriter output, TextWriter error, bool json)
{
    private const int WidthWithoutTerminal = 200;

    private static readonly JsonSerializerOptions Lines = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public bool IsJson => json;

    public TextWriter Output => output;

    /// <summary>The result: as one line of JSON, or as it is drawn.</summary>
    public async Task ShowAsync<T>(T result, Action<IAnsiConsole> draw)
    {
        if (json)
            await output.WriteLineAsync(JsonSerializer.Serialize(result, Lines));
        else
            draw(On(output));
    }

    /// <summary>The result as one line of JSON, or as a table with a row for each.</summary>
    public Task ShowTableAsync<T>(IReadOnlyList<T> rows, params (string Title, Func<T, string> Cell)[] columns) => ShowAsync(rows, console =>
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var (title, _) in columns)
            table.AddColumn(new TableColumn(Markup.Escape(title)));
        foreach (var row in rows)
            table.AddRow([.. columns.Select(column => Markup.Escape(string.Join('\n', column.Cell(row).Split('\n').Select(Visible))))]);
        console.Write(table);
    });

    /// <summary>
    /// A text as a terminal may have it: what would steer it, begin a line or turn the direction round is shown by its number, or whoever wrote
    /// the text would write what else is shown too.
    /// </summary>
    public static string Visible(string text) => text.Any(Steers)
        ? string.Concat(text.Select(c => Steers(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString()))
        : text;

    private static bool Steers(char c) => char.IsControl(c) || c is (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    /// <summary>A sentence on the error stream: what people want to know beside the result.</summary>
    public Task SayAsync(string sentence) => error.WriteLineAsync(sentence);

    /// <summary>Shows how far something is, with its rate and what remains, while it runs; nothing for machines.</summary>
    /// <param name="total">How much there is to do; none where nobody knows.</param>
    public Task<T> ProgressAsync<T>(string what, long? total, Func<IProgress<long>, Task<T>> run) => json || On(error) is not { Profile.Out.IsTerminal: true } console
        ? run(new Progress(_ => { }))
        : console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RateColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(async shown =>
            {
                var task = shown.AddTask(Markup.Escape(what), maxValue: Math.Max(total ?? 1, 1));
                task.IsIndeterminate = total is null;
                var result = await run(new Progress(done => task.Value = done));
                task.StopTask();
                return result;
            });

    private static IAnsiConsole On(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = WidthWithoutTerminal;
        return console;
    }

    private sealed class Progress(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
