using System.Net.Sockets;
using Microsoft.Extensions.Logging.Console;
using UserDomain.Calls;
using UserDomain.Host.Docs;
using UserDomain.Host.Edge;
using UserDomain.Host.Http;
using UserDomain.Host.Limits;
using UserDomain.Host.Mail;
using UserDomain.Host.OpenApi;
using UserDomain.Host.Rest;
using UserDomain.Host.Secrets;
using UserDomain.Host.WebSockets;
using UserDomain.Host.Wire;
using UserDomain.Mail;
using UserDomain.Postgres;
using UserDomain.Postgres.Engines;
using UserDomain.SignIn;

namespace UserDomain.Host;

/// <summary>Puts the parts together: the calls, the store, the transports; and starts and stops them in order.</summary>
public sealed class UserDomainHost : IAsyncDisposable
{
    /// <summary>What the framework writes of each request, with its query: passwords and mailed codes stand there in calls by GET. No setting turns it on.</summary>
    private const string RequestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    private static readonly TimeSpan PatienceToStop = TimeSpan.FromSeconds(30);

    /// <summary>Settings hold for as long as it runs. To watch their files is to be told of each change in the folder that it was started in, where the data may be.</summary>
    private static readonly string[] NothingIsReadAgain = ["--hostBuilder:reloadConfigOnChange=false"];

    private readonly WebApplication app;
    private readonly Store store;
    private readonly HostSettings settings;

    private UserDomainHost(WebApplication app, Store store, HostSettings settings) =>
        (this.app, this.store, this.settings) = (app, store, settings);

    /// <summary>Where it listens, with the ports that it got.</summary>
    public IEnumerable<string> Urls => app.Urls;

    /// <summary>What it is put together from.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>The database, as its owner. It holds the password: not for logs.</summary>
    internal string OwnerConnectionString => store.OwnerConnectionString;

    /// <summary>Comes back when it answers requests.</summary>
    /// <param name="output">Where the first operator's password is printed, once.</param>
    /// <param name="clock">What it goes by in place of the system's clock.</param>
    /// <exception cref="StartupException">Something that it needs is not there.</exception>
    public static async Task<UserDomainHost> StartAsync(HostSettings wanted, TextWriter output, CancellationToken cancellationToken, TimeProvider? clock = null)
    {
        Requirements.Check();
        _ = (wanted.KeysFolder, Engines.Find(wanted.Engine)); // said before anything is touched
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = NothingIsReadAgain });
        builder.WebHost.UseUrls(wanted.Urls).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 8 * 1024, gracePeriod: TimeSpan.FromSeconds(5)); // a body holds a part of BodyBudget
            kestrel.Limits.MaxConcurrentConnections = wanted.MaximumConnections;
            kestrel.Limits.MaxRequestBodySize = null; // HttpPayload bounds what is read, and answers in the wire's own words
        });
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter(RequestLog, LogLevel.Warning)
            .AddFilter<ConsoleLoggerProvider>(RequestLog, LogLevel.Warning) // or a setting for the console alone would go before
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical) // a start that failed is told in a sentence
            .AddFilter(typeof(ICall).FullName, wanted.LogCalls ? LogLevel.Information : LogLevel.Warning);

        using var early = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true));
        builder.AddEdge(wanted.Edge, wanted.Urls);
        var opened = await Store.OpenAsync(wanted, early.CreateLogger<UserDomainHost>(), cancellationToken);
        UserDomainHost? host = null;
        try
        {
            builder.Services.AddSingleton(clock ?? TimeProvider.System);
            AddTo(builder.Services, wanted, opened.Database);
            builder.Services.AddMailSender(wanted);
            host = new(builder.Build(), opened, wanted);
            await host.StartAsync(output, cancellationToken);
            return host;
        }
        catch
        {
            await (host?.DisposeAsync() ?? opened.DisposeAsync());
            throw;
        }
    }

    /// <summary>Waits until it is told to stop, by a signal or by the token.</summary>
    /// <exception cref="PostgresSetupException">It has stopped by itself, since another engine has its database.</exception>
    public async Task WaitForShutdownAsync(CancellationToken cancellationToken)
    {
        await app.WaitForShutdownAsync(cancellationToken);
        if (app.Services.GetRequiredService<Holding>().Lost is { } lost)
            throw lost;
    }

    /// <summary>Lets what is under way end, then closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(PatienceToStop);
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
        await store.DisposeAsync();
    }

    /// <summary>Every part, of which a verb of the command line takes what it needs; transports answer only where they are mapped.</summary>
    internal static void AddTo(IServiceCollection services, HostSettings host, Database database)
    {
        services.AddCalls();
        Engines.Find(host.Engine)(services);
        services.AddSingleton(host).AddSingleton(host.Venue).AddSingleton(host.Sessions).AddSingleton(host.Mail).AddSingleton(database);
        services.AddSingleton<Holding>().AddHostedService(provider => provider.GetRequiredService<Holding>());
        services.AddSingleton<IPasswordHasher, Argon2Hasher>();
        services.AddSingleton<KeyRing>().AddSingleton<ISecretBox, SecretBox>();
        services.AddSingleton<FirstStart>();
        services.AddHostedService<Sweeping>().AddHostedService<Following>().AddHostedService<Sealing>().AddHostedService<Snapshotting>();
        services.AddSingleton<Watching>().AddHostedService(provider => provider.GetRequiredService<Watching>()).AddSingleton<ViewMetrics>();
        services.AddSingleton<CallCatalog>().AddSingleton<Answers>().AddSingleton<ApiDocument>().AddSingleton<Dispatcher>();
        services.AddSingleton(host.Limits).AddSingleton<PublicRates>().AddSingleton<CallRoom>();
        services.AddSingleton<HttpCallers>().AddSingleton<HttpAnswers>().AddSingleton<BodyBudget>().AddSingleton<HttpPayload>().AddSingleton<ApGateway>();
        services.AddRest().AddWsGateway();
    }

    private async Task StartAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var services = app.Services;
        services.GetRequiredService<Letters>(); // templates that cannot be used show here, not when somebody waits for a letter
        Requirements.Check(settings.Venue, services.GetRequiredService<CallCatalog>());
        await services.GetRequiredService<EngineHold>().TakeAsync(EngineHold.Host, cancellationToken);
        await services.GetRequiredService<Installation>().CheckKeysAsync(services.GetRequiredService<ISecretBox>(), cancellationToken);
        await services.GetRequiredService<FirstStart>().RunAsync(output, cancellationToken);

        services.GetRequiredService<ViewMetrics>(); // told from the start on, whoever asks
        app.UseEdge(settings.Edge);
        app.MapHealth();
        services.GetRequiredService<ApGateway>().Map(app);
        services.GetRequiredService<RestGateway>().Map(app);
        app.MapWsGateway();
        if (settings.Docs)
        {
            app.MapOpenApi();
            app.MapDocs();
        }

        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception wrong) when (wrong is IOException or SocketException or FormatException or InvalidOperationException)
        {
            throw new StartupException($"It cannot listen at {settings.Urls}: {wrong.Message} Let USERDOMAIN_URLS name another address.", wrong);
        }
    }
}
