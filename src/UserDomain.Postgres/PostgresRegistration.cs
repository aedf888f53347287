using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using UserDomain.ApiKeys;
using UserDomain.Audit;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Listing;
using UserDomain.Mail;
using UserDomain.Postgres.Engines;
using UserDomain.Postgres.Events;
using UserDomain.Postgres.Mail;
using UserDomain.Postgres.Projections;
using UserDomain.Postgres.Record;
using UserDomain.Postgres.Retries;
using UserDomain.Postgres.Secrets;
using UserDomain.Postgres.SignIn;
using UserDomain.Postgres.Views;
using UserDomain.Projections;
using UserDomain.RestKeys;
using UserDomain.SignIn;

namespace UserDomain.Postgres;

public static class PostgresRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Every port on PostgreSQL. Beside it <see cref="Database"/> and <see cref="ISecretBox"/> must be registered.</summary>
        public IServiceCollection AddPostgres()
        {
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton(new SessionSettings());
            services.AddSingleton<Reconnecting>();
            services.AddEngineHold(Engine.Postgres);
            services.AddSingleton<Fence>();
            services.AddSingleton<OrderedReader>();
            services.AddSingleton<Installation>();
            services.AddSingleton<SecretKeys>();
            services.AddSingleton<Resealing>();
            services.AddSingleton<DatabaseHealth>();
            services.AddSingleton<Appends>();
            services.AddSingleton<IEventStore, PostgresEventStore>();
            services.AddSingleton<LookupThreads>();
            services.AddSingleton<ISnapshots, PostgresSnapshots>();
            services.AddSingleton<IViews, PostgresViews>();
            services.AddSingleton<IUserDirectory, PostgresUserDirectory>();
            services.AddSingleton<IUserActivities, PostgresUserActivities>();
            services.AddSingleton<IIds, PostgresIds>();
            services.AddSingleton<IVerifiers, PostgresVerifiers>();
            services.AddSingleton<IEmailCodes, PostgresEmailCodes>();
            services.AddSingleton<IResetCodes, PostgresResetCodes>();
            services.AddSingleton<ITwoFactorSecrets, PostgresTwoFactorSecrets>();
            services.AddSingleton<IStrangers, PostgresStrangers>();
            services.AddSingleton<IKeptAnswers, PostgresKeptAnswers>();
            services.AddSingleton<IOutbox, PostgresOutbox>();
            services.AddSingleton<IApiKeys, PostgresApiKeys>();
            services.AddSingleton<IRestKeys, PostgresRestKeys>();
            services.AddSingleton<PostgresSessions>();
            services.AddSingleton<ISessions>(provider => provider.GetRequiredService<PostgresSessions>());
            services.AddSingleton<Sweep>();
            return services.AddWorkOnEvents();
        }

        /// <summary>What holds the database for that engine, in place of one that was named before.</summary>
        internal IServiceCollection AddEngineHold(string engine) => services.AddSingleton(provider =>
            new EngineHold(provider.GetRequiredService<Database>(), engine, provider.GetRequiredService<TimeProvider>()));

        /// <summary>What reads events in order.</summary>
        private IServiceCollection AddWorkOnEvents()
        {
            services.AddSingleton<SkippedEvents>();
            services.AddSingleton<IViewStops, ViewStops>();
            services.AddSingleton<SharedPages>();
            services.AddSingleton(ViewWorkers.Of);
            services.AddSingleton<Sealer>();
            services.AddSingleton<Verifier>();
            services.AddSingleton<Prover>();
            services.AddSingleton<Replay>();
            services.AddSingleton<EventsExport>();
            services.AddSingleton<ViewMonitor>();
            services.AddSingleton<UserRecords>();
            return services;
        }
    }
}
