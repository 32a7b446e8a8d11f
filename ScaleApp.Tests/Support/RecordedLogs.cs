namespace ScaleApp.Tests.Support;

/// <summary>Keeps what is logged: add it as a provider.</summary>
internal sealed class RecordedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<RecordedLog> _entries = new();

    public IEnumerable<RecordedLog> Entries => _entries;

    /// <summary>Each message with its category and its exception.</summary>
    public IEnumerable<string> Lines => _entries.Select(entry => $"{entry.Category}: {entry.Message}{entry.Exception}");

    public int Count(int id) => _entries.Count(entry => entry.Id == id);

    /// <summary>Waits for a line that contains all texts.</summary>
    public Task ContainsAsync(params string[] texts) => Eventually.IsTrueAsync(
        () => Lines.Any(line => texts.All(text => line.Contains(text, StringComparison.Ordinal))), $"a line with {string.Join(" and ", texts)}");

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, _entries);

    public void Dispose()
    {
    }

    private sealed class Recorder(string category, ConcurrentQueue<RecordedLog> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            entries.Enqueue(new RecordedLog(category, logLevel, eventId.Id, formatter(state, exception), exception));
    }
}

internal sealed record RecordedLog(string Category, LogLevel Level, int Id, string Message, Exception? Exception);
