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
        .Select(type => (Names: NamesOf(type), Entry: Describe(type)))
        .Where(call => !call.Entry.Access.IsForTheServer)
        .SelectMany(call => call.Names.Select(name => (Name: name, call.Entry)))
        .ToFrozenDictionary(named => named.Name, named => named.Entry, StringComparer.OrdinalIgnoreCase);

    public bool TryGet(string name, out Entry entry) => entries.TryGetValue(name, out entry!);

    /// <summary>One call: who may make it, how it is read from a payload, and how it is sent. MediatR 5 cannot send an <see cref="object"/>.</summary>
    public sealed record Entry(
        string Name, Access Access, Func<JsonElement, object> Read, Func<IMediator, object, CancellationToken, Task<object>> SendAsync);

    private static IEnumerable<string> NamesOf(Type call) => [call.Name, .. call.GetCustomAttribute<AliasAttribute>()?.Names ?? []];

    private static Entry Describe(Type call)
    {
        var answer = call.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)).GenericTypeArguments[0];
        var access = ((ICall)RuntimeHelpers.GetUninitializedObject(call)).Access; // the same for every instance
        return new(call.Name, access, new RecordReader(call).Read,
            Send.MakeGenericMethod(answer).CreateDelegate<Func<IMediator, object, CancellationToken, Task<object>>>());
    }

    private static async Task<object> SendTypedAsync<TAnswer>(IMediator mediator, object call, CancellationToken cancellationToken) =>
        (await mediator.Send((IRequest<TAnswer>)call, cancellationToken))!;
}
