using Microsoft.Extensions.Configuration;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Orchestration.Replicas;

/// <summary>Keeps what replicas write, and shows it on the console where that was asked for.</summary>
internal sealed class ReplicaLogs(
    ResourceLoggerService loggers, IConfiguration configuration, DistributedApplicationOptions options, TextWriter? console = null)
{
    private const string Setting = "ScaleApp:Console:Logs";

    private readonly TextWriter? _console =
        options.EnableResourceLogging || string.Equals(configuration[Setting], "true", StringComparison.OrdinalIgnoreCase)
            ? TextWriter.Synchronized(console ?? System.Console.Out)
            : null;

    public void Write(string resourceName, string replicaId, OutputLine line)
    {
        loggers.Append(resourceName, replicaId, line.At, line.Text, line.IsError);
        _console?.WriteLine($"{replicaId} | {line.Text}");
    }
}
