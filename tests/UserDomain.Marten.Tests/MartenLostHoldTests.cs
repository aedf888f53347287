using Microsoft.Extensions.DependencyInjection;
using UserDomain.Postgres.Engines;
using UserDomain.Postgres.Tests.Engines;

namespace UserDomain.Marten.Tests;

/// <summary>A host of Marten's that has lost its database to the default engine.</summary>
public sealed class MartenLostHoldTests : LostHolds
{
    protected override string Other => Engine.Postgres;

    protected override IServiceCollection Add(IServiceCollection services) => services.AddMarten();
}
