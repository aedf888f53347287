using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MediatR;
using UserDomain.Calls;

namespace UserDomain.Host.Wire;

/// <summary>Every call that clients can make but those of the REST endpoint alone, by its wire names in any case: its type's name and its aliases. Transports find calls here and nowhere else.</summary>
public sealed class CallCatalog
{
    private static readonly MethodInfo Send = typeof(CallCatalog).GetMethod(nameof(SendTypedAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly FrozenDictionary<string, Entry> entries = typeof(ICall).Assembly.GetTypes()
        .Where(type => type.IsAssignableTo(typeof(ICall)) && !type.IsInterface && !type.IsAssignableTo(typeof(IRestCall)))
        .Where(type => !AccessOf(type).IsForTheServer)
        .Select(Describe)
        .SelectMany(call => call.Aliases.Prepend(call.Name).Select(name => (Name: name, Entry: call)))
        .ToFrozenDictionary(named => named.Name, named => named.Entry, StringComparer.OrdinalIgnoreCase);

    /// <summary>Each call once, by its type's name.</summary>
    public IEnumerable<Entry> All => entries.Values.Distinct().OrderBy(entry => entry.Name, StringComparer.Ordinal);

    public bool TryGet(string name, out Entry entry) => entries.TryGetValue(name, out entry!);

    /// <summary>One call: who may make it, how it is read from a payload, and how it is sent. MediatR 5 cannot send an <see cref="object"/>.</summary>
    /// <param name="Type">The call's record.</param>
    /// <param name="Answer">What its handler answers with.</param>
    /// <param name="Aliases">Its other names.</param>
    public sealed record Entry(
        string Name, Type Type, Type Answer, IReadOnlyList<string> Aliases, Access Access,
        Func<JsonElement, object> Read, Func<IMediator, object, CancellationToken, Task<object>> SendAsync);

    private static Entry Describe(Type call)
    {
        var answer = call.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)).GenericTypeArguments[0];
        return new(call.Name, call, answer, call.GetCustomAttribute<AliasAttribute>()?.Names ?? [], AccessOf(call), new RecordReader(call).Read,
            Send.MakeGenericMethod(answer).CreateDelegate<Func<IMediator, object, CancellationToken, Task<object>>>());
    }

    /// <summary>The same for every instance.</summary>
    private static Access AccessOf(Type call) => ((ICall)RuntimeHelpers.GetUninitializedObject(call)).Access;

    private static async Task<object> SendTypedAsync<TAnswer>(IMediator mediator, object call, CancellationToken cancellationToken) =>
        (await mediator.Send((IRequest<TAnswer>)call, cancellationToken))!;
}
