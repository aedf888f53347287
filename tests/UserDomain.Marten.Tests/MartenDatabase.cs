using UserDomain.Postgres.Tests;
using UserDomain.Specs;

namespace UserDomain.Marten.Tests;

/// <summary>A database of one test's own, made by the migrations, with all ports on Marten.</summary>
internal static class MartenDatabase
{
    /// <summary>One that is dropped when the stores are closed.</summary>
    public static async Task<Stores> OpenAsync()
    {
        var database = await TestDatabase.NewAsync();
        var stores = await OpenAsync(database.ConnectionString);
        return stores with
        {
            CloseAsync = async () =>
            {
                await stores.DisposeAsync();
                await database.DisposeAsync();
            },
        };
    }

    public static Task<Stores> OpenAsync(string connectionString) => TestDatabase.OpenAsync(connectionString, engine: services => services.AddMarten());
}
