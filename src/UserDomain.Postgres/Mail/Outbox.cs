using System.Text.Json;
using Npgsql;
using UserDomain.Calls;
using UserDomain.Mail;
using UserDomain.Postgres.SignIn;
using UserDomain.SignIn;

namespace UserDomain.Postgres.Mail;

/// <summary>Letters that wait to be sent, sealed as a whole.</summary>
internal static class Outbox
{
    private const string Queue = "insert into userdomain.outbox (letter, good_until) values ($1, $2)";

    /// <summary>A row that costs what a letter costs, and is dropped.</summary>
    public const string QueueNothing = "insert into userdomain.outbox (good_until) values ($1)";

    public static void Add(NpgsqlBatch batch, Letter letter, ISecretBox box) =>
        batch.Add(Queue, P(box.Seal(SealedAs.Letter, new Secret(JsonSerializer.Serialize(letter)))), P(letter.GoodUntil));
}
