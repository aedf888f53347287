namespace UserDomain.Host.OpenApi;

public static class OpenApiRoutes
{
    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>The document, under a name that says which one it is.</summary>
        public void MapOpenApi() => routes.MapGet(ApiDocument.Path, (ApiDocument document, HttpContext http) => document.AnswerAsync(http));
    }
}
