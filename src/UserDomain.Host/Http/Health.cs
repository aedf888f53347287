using UserDomain.Postgres;

namespace UserDomain.Host.Http;

public static class Health
{
    extension(IEndpointRouteBuilder routes)
    {
        /// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: and so does the database; else 503.</summary>
        public void MapHealth()
        {
            routes.MapGet("/health/live", () => "live");
            routes.MapGet("/health/ready", async (DatabaseHealth database, CancellationToken cancellationToken) =>
                await database.AnswersAsync(cancellationToken)
                    ? Results.Text("ready")
                    : Results.Text("the database does not answer", statusCode: StatusCodes.Status503ServiceUnavailable));
        }
    }
}
