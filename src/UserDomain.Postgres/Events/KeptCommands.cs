using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace UserDomain.Postgres.Events;

/// <summary>Commands that came to their end, ready for the same statement with other values.</summary>
internal sealed class KeptCommands
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<NpgsqlCommand>> kept = new(StringComparer.Ordinal);

    public NpgsqlCommand Take(string statement, NpgsqlConnection connection)
    {
        if (!kept.TryGetValue(statement, out var bag) || !bag.TryTake(out var command))
            return new(statement, connection);
        command.Connection = connection;
        return command;
    }

    /// <param name="command">Whose reader is closed. One that failed is not given back.</param>
    public void Give(NpgsqlCommand command)
    {
        command.Connection = null;
        kept.GetOrAdd(command.CommandText, _ => []).Add(command);
    }
}

/// <summary>A command's parameters from the first on: made where there are none, else given the next values. A statement's are always of the same types in the same order.</summary>
internal sealed class ParametersInTurn(NpgsqlCommand command)
{
    private int next;

    public void AddArray<T>(NpgsqlDbType type, T[] values)
    {
        if (IsThere(out var parameter))
            ((NpgsqlParameter<T[]>)parameter).TypedValue = values;
        else
            command.Parameters.Add(PArray(type, values));
    }

    public void AddText(string value)
    {
        if (IsThere(out var parameter))
            parameter.Value = value;
        else
            command.Parameters.Add(P(value));
    }

    public void Add(NpgsqlParameter given)
    {
        if (IsThere(out _))
            command.Parameters[next - 1] = given;
        else
            command.Parameters.Add(given);
    }

    private bool IsThere(out NpgsqlParameter parameter)
    {
        parameter = next < command.Parameters.Count ? command.Parameters[next] : null!;
        next++;
        return parameter is not null;
    }
}
