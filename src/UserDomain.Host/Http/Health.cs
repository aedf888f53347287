using UserDomain.Postgres;

namespace UserDomain.Host.Http;

public static class Health
{
    private const string Unreachable = "the database does not answer";
    private const string Json = "application/json";

    extension(IEndpointRouteBuilder routes)
    {
        /// <summary>
        /// <c>/health/live</c>: the process answers. <c>/health/ready</c>: and so does the database; else 503. A view that is behind or stopped leaves the
        /// host ready: who asks for JSON is told where each stands.
        /// </summary>
        public void MapHealth()
        {
            routes.MapGet("/health/live", () => "live");
            routes.MapGet("/health/ready", async (HttpRequest request, DatabaseHealth database, Watching views, CancellationToken cancellationToken) =>
            {
                var answers = await database.AnswersAsync(cancellationToken);
                var (status, said) = answers ? (StatusCodes.Status200OK, "ready") : (StatusCodes.Status503ServiceUnavailable, Unreachable);
                return request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType == Json)
                    ? Results.Json(new Readiness(said, answers ? [.. views.Latest.Views.Select(ViewReadiness.Of)] : []), statusCode: status)
                    : Results.Text(said, statusCode: status);
            });
        }
    }
}

/// <summary>What probes are told: nothing of what an event says, nor of who is connected.</summary>
internal sealed record Readiness(string Status, IReadOnlyList<ViewReadiness> Views);

/// <param name="State"><c>following</c>, <c>stopped</c> by an event, or <c>waiting</c> where no host follows with it just now.</param>
internal sealed record ViewReadiness(string Name, string State, long EventsBehind, double SecondsBehind)
{
    public static ViewReadiness Of(Postgres.Projections.ViewStanding view) => new(view.View, StateOf(view), view.EventsBehind, Math.Round(view.SecondsBehind, 3));

    public static string StateOf(Postgres.Projections.ViewStanding view) => view switch
    {
        { Stop: not null } => "stopped",
        { Worker: null } => "waiting",
        _ => "following",
    };
}
