using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace UserDomain.Benchmarks.Loads;

/// <summary>The floor of queries over HTTP: Kestrel and one prepared select of a user's rows, and nothing else. It runs until its standard input ends.</summary>
internal static class BareEndpoint
{
    public const string Verb = "bare-endpoint";
    public const string Select = "select";
    public const string Nothing = "nothing";

    private const string Postgres = "BENCH_POSTGRES";
    /// <summary>Fewer than there are callers: more sessions at work on the same cores are slower, and a host has connections beside it.</summary>
    private const int Sessions = 32;

    private const string SelectRows = "select data from mt_doc_user_config_entry where user_id = $1";

    public static Process StartApart(Bench bench) => Programs.Start("dotnet", [(Postgres, bench.ConnectionString)], Programs.Own(Verb));

    public static async Task RunAsync(TextReader input, TextWriter output)
    {
        var settings = new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable(Postgres))
        {
            NoResetOnClose = true,
            MaxAutoPrepare = 8,
            AutoPrepareMinUsages = 2,
            MaxPoolSize = Sessions,
        };
        await using var source = NpgsqlDataSource.Create(settings);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapPost($"/AP/{Select}", http => AnswerAsync(http, source));
        app.MapPost($"/AP/{Nothing}", http => AnswerAsync(http, null));
        await app.StartAsync();
        await output.WriteLineAsync(app.Urls.Single());
        await output.FlushAsync();
        await input.ReadToEndAsync();
    }

    private static async Task AnswerAsync(HttpContext http, NpgsqlDataSource? source)
    {
        var user = await ReadUserAsync(http);
        var body = new ArrayBufferWriter<byte>(1024);
        body.Write("["u8);
        if (source is not null)
            await WriteRowsAsync(source, user, body);
        body.Write("]"u8);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(body.WrittenMemory);
    }

    private static async Task WriteRowsAsync(NpgsqlDataSource source, long user, ArrayBufferWriter<byte> body)
    {
        await using var command = source.CreateCommand(SelectRows);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = user });
        await using var reader = await command.ExecuteReaderAsync();
        for (var isFirst = true; await reader.ReadAsync(); isFirst = false)
        {
            if (!isFirst)
                body.Write(","u8);
            body.Write(reader.GetFieldValue<byte[]>(0));
        }
    }

    private static async Task<long> ReadUserAsync(HttpContext http)
    {
        while (true)
        {
            var read = await http.Request.BodyReader.ReadAsync();
            if (!read.IsCompleted)
            {
                http.Request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var user = UserOf(read.Buffer);
            http.Request.BodyReader.AdvanceTo(read.Buffer.End);
            return user;
        }
    }

    private static long UserOf(ReadOnlySequence<byte> body)
    {
        var json = new Utf8JsonReader(body);
        while (json.Read() && json.TokenType != JsonTokenType.Number)
            continue;
        return json.GetInt64();
    }
}
