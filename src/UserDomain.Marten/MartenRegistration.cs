using Microsoft.Extensions.DependencyInjection;
using UserDomain.EventSourcing;
using UserDomain.Postgres;
using UserDomain.Postgres.Engines;
using UserDomain.Postgres.Events;
using UserDomain.Postgres.Views;

namespace UserDomain.Marten;

public static class MartenRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// Every port, with Marten for what is its business: appends with their views, streams, questions about views. The rest is as with the other
        /// engine, on the same database: schema, secrets, sessions, keys, mail, seals, snapshots, readers in order, views that follow, rebuilds.
        /// </summary>
        public IServiceCollection AddMarten()
        {
            services.AddPostgres();
            services.AddEngineHold(Engine.Marten);
            services.AddSingleton<MartenStore>();
            services.AddSingleton<PostgresEventStore>();
            services.AddSingleton<PostgresViews>();
            services.AddSingleton<IEventStore, MartenEventStore>(); // in place of those
            services.AddSingleton<IViews, MartenViews>();
            return services;
        }
    }
}
