using System.Text.Json.Serialization;

namespace UserDomain.Calls;

/// <summary>Asks whether anybody is there, as clients do to keep a connection open (wire contract, 1.1).</summary>
public sealed record Ping : IQuery<Ping.Pong>
{
    public Access Access => Access.Public.WhileEnrolling();

    /// <summary>Somebody is.</summary>
    public sealed record Pong([property: JsonPropertyName("msg")] string Message);

    internal sealed class Handler : IQueryHandler<Ping, Pong>
    {
        private static readonly Task<Pong> Answer = Task.FromResult(new Pong("PONG"));

        public Task<Pong> Handle(Ping call, CancellationToken cancellationToken) => Answer;
    }
}
