using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using UserDomain.Postgres.Embedded;

namespace UserDomain.Postgres.Tests.Embedded;

/// <summary>The words of these tests: start a light server, ask it, wait for what must come true.</summary>
internal static class Servers
{
    public static Task<EmbeddedPostgres> StartAsync(string dataDirectory, CancellationToken cancellationToken = default) =>
        EmbeddedPostgres.StartAsync(dataDirectory, TestServer.Light, NullLogger.Instance, cancellationToken);

    public static DataFolder Folder(string dataDirectory) => DataFolder.Open(dataDirectory, ServerAccount.Choose());

    public static ServerProcess Postmaster(string dataDirectory) =>
        ServerProcess.PostmasterOf(Folder(dataDirectory)) ?? throw new InvalidOperationException($"No server runs on {dataDirectory}.");

    extension(EmbeddedPostgres server)
    {
        public Task<object?> AskAsync(string sql) => AskAsync(server.ConnectionString, sql);

        public Task<object?> AskAsSuperuserAsync(string sql) => AskAsync(server.SuperuserConnectionString, sql);

        public Task<bool> AnswersAsync() => ServerAddress.AnswersAsync(server.ConnectionString, default);

        public Task WriteAsync() => server.AskAsync("create table if not exists written (it int); insert into written values (1)");

        public async Task MustHaveWhatWasWrittenAsync() => (await server.AskAsync("select count(*) from written")).Should().Be(1L);
    }

    private static async Task<object?> AskAsync(string connectionString, string sql)
    {
        await using var connection = await ServerAddress.OpenAsync(connectionString, default);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
