using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace UserDomain.Benchmarks.Micro;

/// <summary>Costs of single parts, by BenchmarkDotNet in this process: nothing is generated or built beside the solution.</summary>
internal static class MicroBenchmarks
{
    /// <summary>What is kept of each call (its log line, its event) stays small enough for that.</summary>
    private const int Invocations = 4096;

    /// <returns>Whether all of them ran.</returns>
    public static bool Run()
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithInvocationCount(Invocations).WithWarmupCount(5).WithIterationCount(10))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Unicode)
            .AddExporter(MarkdownExporter.GitHub)
            .WithArtifactsPath("artifacts/micro")
            .WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile);
        var summary = BenchmarkRunner.Run([typeof(PipelineBenchmarks), typeof(FoldBenchmarks), typeof(JsonBenchmarks)], config);
        return summary.All(one => !one.HasCriticalValidationErrors && one.Reports.All(report => report.Success));
    }
}
