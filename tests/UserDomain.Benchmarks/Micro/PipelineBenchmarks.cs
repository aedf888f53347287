using BenchmarkDotNet.Attributes;
using UserDomain.Calls;
using UserDomain.Config;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Benchmarks.Micro;

/// <summary>A call through the whole pipeline without a database: one that needs no store, and two on the store in memory.</summary>
public class PipelineBenchmarks
{
    private static readonly CallSpec Spec = new(); // both live as long as the process, which all of these are measured in
    private static readonly UserId User =
        Spec.GivenAsync("ada", [.. Enumerable.Range(1, 10).Select(key => new UserConfigSet($"key{key}", $"Hillside Road {key}"))]).GetAwaiter().GetResult();

    private int value;

    [Benchmark]
    public Task<Ping.Pong> Ping() => Spec.Here.SendAsync(Caller.Nobody, new Ping());

    [Benchmark]
    public Task<IReadOnlyList<ConfigPair>> GetUserConfig() => Spec.Here.SendAsync(CallSpec.TheServer, new GetUserConfig(User.Value, null));

    [Benchmark]
    public Task<Done> SetUserConfig() =>
        Spec.Here.SendAsync(CallSpec.TheServer, new SetUserConfig(User.Value, null, new([new ConfigPair("key1", $"Hillside Road {++value}")])));
}
