using System.Globalization;
using System.Text.Json;

namespace UserDomain.Benchmarks.Measuring;

/// <summary>One line a figure, and one below it with what else was measured; all of it in a file as well.</summary>
internal sealed class Table(TextWriter output)
{
    private const string File = "artifacts/bench.json";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly List<Result> results = [];

    public Task HeadAsync() => output.WriteLineAsync($"{"name",-16}{"ours",12}{"floor",12}{"ratio",8}{"spread",16}{"target",9}");

    public async Task ShowAsync(Result result)
    {
        results.Add(result);
        var spread = $"{Number(result.Lowest)}-{Number(result.Highest)}";
        var target = result.Ratio is null ? $"<{Number(result.Target)}" : Number(result.Target);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{result.Name,-16}{Number(result.Ours) + result.Unit,12}{(result.Floor is { } floor ? Number(floor) + result.Unit : "–"),12}{(result.Ratio is { } ratio ? Number(ratio) : "–"),8}{spread,16}{target,9}  {result.Verdict}"));
        if (result.Also.Count > 0)
            await output.WriteLineAsync($"{"",-16}{string.Join(" · ", result.Also.Select(also => $"{also.Key} {Number(also.Value)}"))}");
        await output.FlushAsync();
        await SaveAsync();
    }

    /// <summary>So that what was measured is kept when a later figure fails.</summary>
    private Task SaveAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        return System.IO.File.WriteAllTextAsync(File, JsonSerializer.Serialize(results, Json));
    }

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) switch { >= 100 => "0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);
}
