namespace UserDomain.Host.WebSockets;

internal static class GatewayRegistration
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddWsGateway() => services
            .AddSingleton<WsGateway>().AddSingleton<SocketParts>().AddSingleton<FrameCalls>().AddSingleton<UnsentBudget>().AddSingleton<SocketRegistry>()
            .AddHostedService<SessionWatch>();
    }

    extension(WebApplication app)
    {
        /// <summary>The server itself sends no pings (wire contract, 1.1).</summary>
        public void MapWsGateway()
        {
            app.UseWebSockets(new() { KeepAliveInterval = TimeSpan.Zero });
            app.Services.GetRequiredService<WsGateway>().Map(app);
        }
    }
}
