using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using UserDomain.Host;
using UserDomain.Host.Wire;
using UserDomain.Model;

namespace UserDomain.Benchmarks.Micro;

/// <summary>Events as they are stored, a payload as it is read, and answers as they are written.</summary>
public class JsonBenchmarks
{
    private static readonly UserConfigSet Event = new("key7", "Hillside Road 7");
    private static readonly byte[] Stored = Encoding.UTF8.GetBytes(StoredEvents.Write(Event));
    private static readonly byte[] Sent = """{"UserId":7,"Config":[{"Key":"key7","Value":"Hillside Road 7"}]}"""u8.ToArray();
    private static readonly object Pairs = Enumerable.Range(1, 10).Select(key => new ConfigPair($"key{key}", $"Hillside Road {key}")).ToArray();
    private static readonly Answers Answers = new(new HostSettings());

    [Benchmark]
    public string WriteAnEvent() => StoredEvents.Write(Event);

    [Benchmark]
    public UserEvent ReadAnEvent() => StoredEvents.Read("user_config_set", Stored);

    [Benchmark]
    public JsonElement ParseAPayload() => Payload.Parse(Sent);

    [Benchmark]
    public byte[] WriteAnAnswerOfTenPairs() => Answers.Write(Pairs);
}
