using Npgsql;
using UserDomain.Calls;
using UserDomain.SignIn;

namespace UserDomain.Postgres.Secrets;

/// <summary>
/// Notes the key of what it seals, by a statement ahead of the one that is added to the batch next. Whatever is sealed for a batch must be
/// sealed by this, or its key could be taken for one that nothing is sealed with.
/// </summary>
internal sealed class NotingBox(NpgsqlBatch batch, ISecretBox box) : ISecretBox
{
    /// <summary>
    /// Where the key is noted already it writes no row and locks none, so that appends do not queue for one another; it holds the table's
    /// weakest lock for writers to the end of the transaction, which is what <see cref="SecretKeys.RetireAsync"/> waits for.
    /// </summary>
    private const string Note = """
        insert into userdomain.secret_keys as k (id)
        select $1 where not exists (select from userdomain.secret_keys where id = $1 and retired_at is null)
        on conflict (id) do update set retired_at = null where k.retired_at is not null
        """;

    private readonly HashSet<Guid> noted = [];

    public byte[] Seal(string purpose, Secret secret)
    {
        var bytes = box.Seal(purpose, secret);
        if (box.KeyOf(bytes) is var key && noted.Add(key))
            Add(batch, key);
        return bytes;
    }

    public Secret Open(string purpose, byte[] bytes) => box.Open(purpose, bytes);

    public Guid KeyOf(byte[] bytes) => box.KeyOf(bytes);

    public bool Has(Guid key) => box.Has(key);

    public static void Add(NpgsqlBatch batch, Guid key) => batch.Add(Note, P(key));
}
