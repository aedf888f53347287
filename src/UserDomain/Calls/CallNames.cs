using System.Collections.Concurrent;

namespace UserDomain.Calls;

internal static class CallNames
{
    private static readonly ConcurrentDictionary<Type, Access> Guards = new();

    extension(ICall call)
    {
        /// <summary>The name that a permission opens the call by, and that a venue guards it by: its type's, or that of the call which it stands for.</summary>
        public string GuardedAs => call is IRestCall rest ? rest.StandsFor : call.GetType().Name;

        /// <summary>Its <see cref="ICall.Access"/>, made once for all its instances.</summary>
        public Access Guard => Guards.GetOrAdd(call.GetType(), static (_, first) => first.Access, call);
    }
}
