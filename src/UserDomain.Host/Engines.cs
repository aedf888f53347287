using System.Collections.Frozen;
#if MARTEN
using UserDomain.Marten;
#endif
using UserDomain.Postgres;
using UserDomain.Postgres.Engines;

namespace UserDomain.Host;

/// <summary>What can keep the events and their views: the engines that this host was built with.</summary>
internal static class Engines
{
    public const string Postgres = Engine.Postgres;

    private static readonly FrozenDictionary<string, Func<IServiceCollection, IServiceCollection>> BuiltIn =
        new Dictionary<string, Func<IServiceCollection, IServiceCollection>>(StringComparer.Ordinal)
        {
            [Postgres] = services => services.AddPostgres(),
#if MARTEN
            [Engine.Marten] = services => services.AddMarten(),
#endif
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What registers every port on the engine of that name.</summary>
    /// <exception cref="StartupException">There is no such, or this host was built without it.</exception>
    public static Func<IServiceCollection, IServiceCollection> Find(string name) =>
        BuiltIn.TryGetValue(name, out var engine) ? engine
        : name == Engine.Marten ? throw new StartupException(
            "USERDOMAIN_ENGINE is marten, and this host was built without it. 'build/marten.sh run' builds one with it, and runs it.")
        : throw new StartupException($"USERDOMAIN_ENGINE is '{name}'; it can be {Postgres} or {Engine.Marten}.");
}
