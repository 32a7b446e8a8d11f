using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting.Processes;

/// <summary>Starts programs and records them, so that they end with the host, whatever ends it.</summary>
/// <remarks>
/// Linux: guaranteed for the program itself by the kernel, for what it started in turn by its own behaviour or by the next
/// host's <see cref="Reaper"/>. macOS and Windows: when the host ends in order; after a kill of the host, by the next
/// host's <see cref="Reaper"/>.
/// </remarks>
internal sealed partial class ProcessLauncher(ProcessLedger ledger, TimeProvider time, ILogger<ProcessLauncher> logger)
    : IProcessLauncher
{
    public async Task<IChildProcess> StartAsync(
        ProcessSpec spec, Action<OutputLine> output, CancellationToken cancellationToken)
    {
        var record = new LedgerRecord
        {
            LaunchId = Guid.NewGuid().ToString("N"),
            Name = spec.Name,
            Host = ProcessIdentity.Current,
            Scope = MachineScope.Current,
            TemporaryFolders = spec.TemporaryFolders,
            Container = spec.Container,
        };
        var process = new Process { EnableRaisingEvents = true };
        var child = new ChildProcess(process, spec, record, new Leftovers(this, time), ledger, time, logger);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var program = Resolve(spec);
            process.StartInfo = LaunchCommand.Create(spec, program, record.LaunchId);
            // Before the start: a kill of the host between the two must leave a trace.
            ledger.Write(record);
            await StartAsync(process, spec, program);
        }
        catch
        {
            await child.AbandonAsync();
            throw;
        }

        child.Begin(output);
        LogStarted(spec.Name, child.Id);
        return child;
    }

    private static async Task StartAsync(Process process, ProcessSpec spec, string program)
    {
        try
        {
            await SpawnThread.RunAsync(process.Start);
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or IOException)
        {
            throw new ProcessStartException($"Cannot start '{spec.Name}': {program} could not be run. {error.Message}", error);
        }
    }

    private static string Resolve(ProcessSpec spec)
    {
        if (!Directory.Exists(spec.WorkingDirectory))
        {
            throw new ProcessStartException(
                $"Cannot start '{spec.Name}': its working directory {spec.WorkingDirectory} does not exist.");
        }

        var path = spec.Environment.GetValueOrDefault("PATH");
        var name = Path.GetFileName(spec.FileName) == spec.FileName
            ? spec.FileName
            : Path.GetFullPath(spec.FileName, Path.GetFullPath(spec.WorkingDirectory));

        return ProgramFinder.Find(name, path: path) ?? throw new ProcessStartException(File.Exists(name)
            ? $"Cannot start '{spec.Name}': {name} is not a program that may be run. Set its execute permission (chmod +x)."
            : name == spec.FileName && !Path.IsPathRooted(name)
                ? $"Cannot start '{spec.Name}': there is no program '{name}' on PATH. Install it, or give its full path."
                : $"Cannot start '{spec.Name}': {name} does not exist. Build it, or correct its path.");
    }

    [LoggerMessage(1200, LogLevel.Debug, "Started {Name} as process {ProcessId}")]
    private partial void LogStarted(string name, int processId);
}
