using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using UserDomain.Calls;
using UserDomain.Model;

namespace UserDomain.Host.Wire;

/// <summary>
/// Reads a record's members from a JSON object as tolerantly as the wire contract (1.3) asks: names in any case and by their aliases,
/// unknown ones passed over. A member that is given twice must be given the same.
/// </summary>
internal sealed class RecordReader
{
    private readonly ConstructorInvoker create;
    private readonly Member[] members;
    private readonly FrozenDictionary<string, int> places;

    public RecordReader(Type record)
    {
        var constructor = ConstructorOf(record);
        create = ConstructorInvoker.Create(constructor);
        members = [.. constructor.GetParameters().Select(p => new Member(p.Name!, ValueReaders.Of(p.ParameterType)))];
        places = constructor.GetParameters().SelectMany((p, i) => NamesOf(record, p).Select(name => (name, i)))
            .ToFrozenDictionary(pair => pair.name, pair => pair.i, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether there is a member of this name; others are passed over.</summary>
    public bool Knows(string name) => places.ContainsKey(name);

    /// <exception cref="RefusedException">It is no object, or a member is not what it should be.</exception>
    public object Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Wrong.NotAnObject;

        var (values, given) = (new object?[members.Length], new JsonElement[members.Length]);
        foreach (var property in json.EnumerateObject())
        {
            if (!places.TryGetValue(property.Name, out var place))
                continue;
            if (members[place].Read(property.Value) is not { } value)
                continue;
            if (values[place] is { } other && !other.Equals(value) && !JsonElement.DeepEquals(given[place], property.Value))
                throw Wrong.Invalid(members[place].Name);
            (values[place], given[place]) = (value, property.Value);
        }

        return create.Invoke(values.AsSpan());
    }

    /// <summary>The one whose parameters are the members that are read.</summary>
    internal static ConstructorInfo ConstructorOf(Type record) => record.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();

    /// <summary>A member's other names.</summary>
    internal static IReadOnlyList<string> AliasesOf(Type record, ParameterInfo parameter) =>
        record.GetProperty(parameter.Name!)?.GetCustomAttribute<AliasAttribute>()?.Names ?? [];

    private static IEnumerable<string> NamesOf(Type record, ParameterInfo parameter) => AliasesOf(record, parameter).Prepend(parameter.Name!);

    private sealed record Member(string Name, Func<JsonElement, string, object?> Reader)
    {
        public object? Read(JsonElement json) => Reader(json, Name);
    }
}
