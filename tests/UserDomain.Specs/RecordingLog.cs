using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using UserDomain.Calls;

namespace UserDomain.Specs;

/// <summary>Keeps the lines that calls log.</summary>
public sealed class RecordingLog : ILogger<ICall>
{
    private readonly ConcurrentQueue<string> lines = [];

    public IReadOnlyCollection<string> Lines => lines;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue($"{formatter(state, exception)} {exception}");
}
