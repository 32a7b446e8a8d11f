using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Writes what the host has to say about a resource into the resource's log.</summary>
internal sealed class ResourceLogger(ResourceLoggerService service, string resourceName) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is not (LogLevel.None or LogLevel.Trace or LogLevel.Debug);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var isError = logLevel >= LogLevel.Error;
        service.Append(resourceName, formatter(state, exception), isError);
        if (exception is not null)
        {
            service.Append(resourceName, exception.ToString(), isError);
        }
    }
}
