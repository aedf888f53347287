using Npgsql;
using UserDomain.Postgres.Embedded;
using UserDomain.Postgres.Projections;
using UserDomain.Postgres.Record;
using UserDomain.Postgres.Views;

namespace UserDomain.Benchmarks;

/// <summary>Statements on the database of a bench, as its owner.</summary>
internal static class BenchSql
{
    public static IReadOnlyList<string> FollowingViews { get; } = [.. ViewTables.All.Where(view => view.Timing == Timing.Async).Select(view => view.Name)];

    extension(Bench bench)
    {
        public async Task<T> AskAsync<T>(string sql, params object[] values)
        {
            await using var connection = await bench.ConnectAsync();
            await using var command = Command(connection, sql, values);
            return (T)(await command.ExecuteScalarAsync())!;
        }

        public async Task ExecuteAsync(string sql, params object[] values)
        {
            await using var connection = await bench.ConnectAsync();
            await using var command = Command(connection, sql, values);
            await command.ExecuteNonQueryAsync();
        }

        /// <summary>The first column of each row.</summary>
        public async Task<IReadOnlyList<string>> ListAsync(string sql, params object[] values)
        {
            await using var connection = await bench.ConnectAsync();
            await using var command = Command(connection, sql, values);
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<string>();
            while (await reader.ReadAsync())
                rows.Add(reader.GetString(0));
            return rows;
        }

        /// <summary>From here on every page that is touched goes into the log whole, once.</summary>
        public async Task CheckpointAsync()
        {
            var folder = DataFolder.Open(bench.Data, ServerAccount.Choose());
            var address = new ServerAddress(SocketFolder.Of(folder), ClusterPassword.Read(folder)!);
            await using var connection = await ServerAddress.OpenAsync(address.AsSuperuser, default);
            await using var checkpoint = new NpgsqlCommand("checkpoint", connection) { CommandTimeout = 0 };
            await checkpoint.ExecuteNonQueryAsync();
        }

        /// <summary>A connection that no pool keeps: its end is that of the locks it holds.</summary>
        public async Task<NpgsqlConnection> ConnectAsync()
        {
            var connection = new NpgsqlConnection($"{bench.ConnectionString};Pooling=false;Command Timeout=0");
            await connection.OpenAsync();
            return connection;
        }

        /// <summary>While it is held, nobody seals.</summary>
        public async Task<IAsyncDisposable> HoldSealerAsync()
        {
            var connection = await bench.ConnectAsync();
            await using var hold = new NpgsqlCommand($"select pg_advisory_lock({Sealer.Turn})", connection);
            await hold.ExecuteNonQueryAsync();
            return connection;
        }

        /// <summary>While it is held, nobody seals and no view follows from behind. Only where no host runs yet: one that follows has its lock.</summary>
        public async Task<IAsyncDisposable> HoldBehindAsync()
        {
            var connection = (NpgsqlConnection)await bench.HoldSealerAsync();
            foreach (var view in FollowingViews)
            {
                await using var hold = Command(connection, "select pg_advisory_lock($1, hashtext($2))", [ViewSession.LockClass, view]);
                await hold.ExecuteNonQueryAsync();
            }

            return connection;
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
