using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace UserDomain.Host.Edge;

/// <summary>What every request passes before it comes to a transport.</summary>
internal static class EdgeRegistration
{
    extension(WebApplicationBuilder builder)
    {
        /// <exception cref="StartupException">A certificate is needed and not named. One that cannot be read shows when the server starts.</exception>
        public void AddEdge(EdgeSettings edge, string urls)
        {
            builder.Services.AddCors();
            if (!urls.Contains("https://", StringComparison.OrdinalIgnoreCase))
                return;
            if (edge.Certificate is null)
                throw new StartupException("USERDOMAIN_URLS has an https address, so USERDOMAIN_TLS__CERTIFICATE must name a PEM file, and USERDOMAIN_TLS__KEY that of its key.");
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.Services.AddSingleton(edge).AddSingleton<Certificates>();
            builder.Services.AddOptions<KestrelServerOptions>().Configure<Certificates>((kestrel, certificates) => certificates.Serve(kestrel));
        }
    }

    extension(WebApplication app)
    {
        /// <summary>Who it is and how he came, as proxies tell; what browsers are to make of answers; which pages may call.</summary>
        public void UseEdge(EdgeSettings edge)
        {
            if (edge.Proxies is not [])
                app.UseForwardedHeaders(Believing(edge));
            app.Use(new SecurityHeaders(edge).SetAsync);
            if (edge.Origins is not [])
                app.UseCors(policy => Allow(policy, edge));
        }
    }

    private static ForwardedHeadersOptions Believing(EdgeSettings edge)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in edge.Proxies)
            options.KnownIPNetworks.Add(proxy);
        return options;
    }

    /// <summary>Nothing goes by cookies, so that a page of an allowed origin can do no more than its visitor has a token for.</summary>
    private static void Allow(CorsPolicyBuilder policy, EdgeSettings edge) => policy
        .WithOrigins([.. edge.Origins])
        .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Delete)
        .AllowAnyHeader()
        .WithExposedHeaders("ETag", "Retry-After", "X-Correlation-Id")
        .SetPreflightMaxAge(TimeSpan.FromMinutes(10));
}
