namespace UserDomain.Host.Rest;

internal static class RestRegistration
{
    /// <summary>What answers under <c>/v2</c>.</summary>
    public static IServiceCollection AddRest(this IServiceCollection services) =>
        services.AddSingleton<RestCallers>().AddSingleton<UpdateConfigReader>().AddSingleton<RestEndpoints>().AddSingleton<RestGateway>();
}
