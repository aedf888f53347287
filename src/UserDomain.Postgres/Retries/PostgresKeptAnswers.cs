using Npgsql;
using UserDomain.Calls;
using UserDomain.EventSourcing;
using UserDomain.Postgres.Secrets;
using UserDomain.Postgres.SignIn;
using UserDomain.SignIn;

namespace UserDomain.Postgres.Retries;

/// <summary>Answers of commands with a key, sealed, for a day by the database's clock.</summary>
internal sealed class PostgresKeptAnswers(Database database, Reconnecting reconnecting, ISecretBox box) : IKeptAnswers
{
    private const string Select = "select box from userdomain.kept_answers where key = $1 and kept_at >= now() - interval '24 hours'";
    private const string Keep = "select userdomain.keep_answer($1, $2)";
    private const string StandsAlready = "UD003";

    public async ValueTask<Secret?> FindAsync(string key, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var command = database.Source.Command(Select, P(key));
            return await command.ExecuteScalarAsync(token) is byte[] kept ? box.Open(SealedAs.KeptAnswer, kept) : null;
        }, cancellationToken);

    public async ValueTask KeepAsync(AnswerKept answer, CancellationToken cancellationToken) =>
        await reconnecting.RunAsync(async token =>
        {
            await using var connection = await database.Source.OpenConnectionAsync(token);
            return await KeepAsync(answer, box, connection, token);
        }, cancellationToken);

    /// <summary>Keeps it in the connection's transaction, where it has one.</summary>
    /// <exception cref="AnswerStandsException">One stands there already.</exception>
    public static async Task<int> KeepAsync(AnswerKept answer, ISecretBox box, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, answer, new NotingBox(batch, box));
        try
        {
            return await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException no) when (Stands(no))
        {
            throw new AnswerStandsException();
        }
    }

    /// <summary>It may wait for another transaction, so it comes before anything that others could wait for.</summary>
    public static void Add(NpgsqlBatch batch, AnswerKept answer, ISecretBox box) =>
        batch.Add(Keep, P(answer.Key), P(box.Seal(SealedAs.KeptAnswer, answer.Answer)));

    public static bool Stands(PostgresException no) => no.SqlState == StandsAlready;
}
