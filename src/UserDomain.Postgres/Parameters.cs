global using static UserDomain.Postgres.Parameters;
using Npgsql;
using NpgsqlTypes;

namespace UserDomain.Postgres;

/// <summary>Positional parameters of known types, so that a statement is prepared once and nulls have a type.</summary>
internal static class Parameters
{
    public static NpgsqlParameter P(string? value) => new() { NpgsqlDbType = NpgsqlDbType.Varchar, Value = value ?? (object)DBNull.Value };

    public static NpgsqlParameter P(long? value) => new() { NpgsqlDbType = NpgsqlDbType.Bigint, Value = value ?? (object)DBNull.Value };

    public static NpgsqlParameter P(int value) => new() { NpgsqlDbType = NpgsqlDbType.Integer, Value = value };

    public static NpgsqlParameter P(bool value) => new() { NpgsqlDbType = NpgsqlDbType.Boolean, Value = value };

    public static NpgsqlParameter P(Guid value) => new() { NpgsqlDbType = NpgsqlDbType.Uuid, Value = value };

    public static NpgsqlParameter P(byte[] value) => new() { NpgsqlDbType = NpgsqlDbType.Bytea, Value = value };

    public static NpgsqlParameter P(DateTimeOffset value) => new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = value.ToUniversalTime() };

    public static NpgsqlParameter P(TimeSpan value) => new() { NpgsqlDbType = NpgsqlDbType.Interval, Value = value };

    public static NpgsqlParameter P<T>(NpgsqlDbType type, IEnumerable<T> values) => PArray(type, values.ToArray());

    public static NpgsqlParameter PArray<T>(NpgsqlDbType type, T[] values) => new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };

    public static NpgsqlParameter PArrayOrNone<T>(NpgsqlDbType type, T[]? values) =>
        values is null ? new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = DBNull.Value } : PArray(type, values);

    public static NpgsqlParameter PJson(string value) => new() { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = value };

    public static void Add(this NpgsqlBatch batch, string sql, params NpgsqlParameter[] parameters)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }

    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return command;
    }

    public static NpgsqlCommand Command(this NpgsqlDataSource source, string sql, params NpgsqlParameter[] parameters)
    {
        var command = source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
