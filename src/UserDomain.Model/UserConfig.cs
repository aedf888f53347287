using System.Collections.Immutable;
using System.Text;

namespace UserDomain.Model;

/// <summary>One key of a user's configuration with its value; keys are compared ordinal, as they were sent.</summary>
public record ConfigPair(string Key, string Value);

/// <summary>A user's keys and values, with their size as UTF-8 kept beside them so that the limit costs nothing to check.</summary>
public sealed record UserConfig
{
    private readonly ImmutableDictionary<string, string> values;

    private UserConfig(ImmutableDictionary<string, string> values, long bytes) => (this.values, Bytes) = (values, bytes);

    public static UserConfig Empty { get; } = new(ImmutableDictionary.Create<string, string>(StringComparer.Ordinal), 0);

    /// <summary>All keys and values together, in bytes of UTF-8.</summary>
    public long Bytes { get; }

    public int Count => values.Count;

    /// <summary>Sorted by key, ordinal.</summary>
    public IEnumerable<ConfigPair> Pairs => values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new ConfigPair(pair.Key, pair.Value));

    public string? Find(string key) => values.GetValueOrDefault(key);

    internal UserConfig Set(string key, string value) => new(values.SetItem(key, value), Bytes - SizeOf(key) + SizeOf(key, value));

    internal UserConfig Remove(string key) => new(values.Remove(key), Bytes - SizeOf(key));

    private long SizeOf(string key) => values.TryGetValue(key, out var value) ? SizeOf(key, value) : 0;

    private static long SizeOf(string key, string value) => Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
}
