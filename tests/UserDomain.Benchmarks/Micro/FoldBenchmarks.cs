using BenchmarkDotNet.Attributes;
using UserDomain.Model;
using UserDomain.Specs;

namespace UserDomain.Benchmarks.Micro;

/// <summary>An event more on the aggregate, with few keys and with many, and a whole history.</summary>
public class FoldBenchmarks
{
    private static readonly UserEvent[] History = [Examples.Created, .. Keys(10)];
    private static readonly User Narrow = User.Fold(History);
    private static readonly User Wide = User.Fold([Examples.Created, .. Keys(4096)]);
    private static readonly UserConfigSet Next = new("key7", "Hillside Road, another");

    [Benchmark]
    public User OneMoreOnTenKeys() => User.Evolve(Narrow, Next);

    [Benchmark]
    public User OneMoreOn4096Keys() => User.Evolve(Wide, Next);

    [Benchmark]
    public User ElevenEvents() => User.Fold(History);

    private static IEnumerable<UserEvent> Keys(int count) => Enumerable.Range(1, count).Select(key => new UserConfigSet($"key{key}", $"Hillside Road {key}"));
}
