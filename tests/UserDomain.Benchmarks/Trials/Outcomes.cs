using System.Globalization;
using UserDomain.Postgres.Projections;

namespace UserDomain.Benchmarks.Trials;

/// <summary>What a trial asks for, a line each, and whether all of it is so.</summary>
internal sealed class Outcomes(TextWriter output)
{
    public bool IsOk { get; private set; } = true;

    public async Task SayAsync(FormattableString line)
    {
        await output.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));
        await output.FlushAsync();
    }

    public Task ExpectAsync(bool isSo, FormattableString what)
    {
        IsOk &= isSo;
        return SayAsync($"{(isSo ? "pass" : "FAIL")}  {what.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>The record is whole, and every view is what its events say.</summary>
    public async Task ExpectSoundAsync(Bench bench)
    {
        var verbs = new Verbs(bench.Data);
        await verbs.RunAsync("audit", "seal");
        var verified = await verbs.TryAsync(isPrinted: true, "audit", "verify");
        await ExpectAsync(verified.ExitCode == 0, $"audit verify, in {verified.Seconds:0} s{(verified.ExitCode == 0 ? "" : $": {verified.Printed}")}");
        foreach (var view in Rebuilds.Names)
        {
            var compared = await verbs.TryAsync(isPrinted: true, "projections", "diff", view);
            await ExpectAsync(compared.ExitCode == 0, $"projections diff {view}, in {compared.Seconds:0} s{(compared.ExitCode == 0 ? "" : $": {compared.Printed}")}");
        }
    }
}
