using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting.Processes;

/// <summary>A program from its start until nothing of it is left.</summary>
/// <remarks>
/// The order at its end: the program exits or is killed, what it had started is killed, its outputs are read to their end
/// (for at most two seconds), <see cref="Exited"/> completes, its container and temporary folders are removed, its record
/// is taken back.
/// </remarks>
internal sealed partial class ChildProcess : IChildProcess
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan GoneLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ProcessSpec _spec;
    private readonly Leftovers _leftovers;
    private readonly ProcessLedger _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _graceIsOver = new();
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LedgerRecord _record;
    private Task _life = Task.CompletedTask;
    private Task? _stopping;

    public ChildProcess(
        Process process, ProcessSpec spec, LedgerRecord record, Leftovers leftovers, ProcessLedger ledger, TimeProvider time,
        ILogger logger)
    {
        (_process, _spec, _record, _leftovers) = (process, spec, record, leftovers);
        (_ledger, _time, _logger) = (ledger, time, logger);
        // Not WaitForExitAsync: it also waits for whoever else holds the outputs.
        process.Exited += (_, _) => _ended.TrySetResult(process.ExitCode);
    }

    public int Id { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    public Task<int> Exited => _exited.Task;

    private ProcessTree Tree => new(_record.Program, _record.LaunchId) { IsSessionKnown = LaunchCommand.IsTied };

    /// <summary>Takes charge of the process, which has just been started.</summary>
    public void Begin(Action<OutputLine> output)
    {
        (Id, StartedAt) = (_process.Id, _time.GetUtcNow());
        _record = _record with { Program = ProcessIdentity.Of(Id) ?? new ProcessIdentity(Id, ProcessIdentity.Current.StartTicks) };
        // Nothing is ever typed into it; a program that reads must see the end, not wait.
        _process.StandardInput.Close();
        var reader = new OutputReader(output, _time, error => LogListenerFailed(_spec.Name, error));
        var reading = reader.ReadAsync(_process.StandardOutput.BaseStream, _process.StandardError.BaseStream);
        _ledger.Write(_record);
        _life = LiveAsync(reader, reading);
    }

    /// <summary>Removes what was prepared for a program that could not be started.</summary>
    public async Task AbandonAsync()
    {
        await CleanUpAsync();
        _process.Dispose();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task stopping;
        lock (_lock)
        {
            stopping = _stopping ??= StopOnceAsync();
        }

        await using var hurry = cancellationToken.Register(_graceIsOver.Cancel);
        await stopping;
    }

    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private async Task StopOnceAsync()
    {
        if (!_ended.Task.IsCompleted)
        {
            await AskToEndAsync();
        }

        if (!_ended.Task.IsCompleted)
        {
            // Somebody in a hurry knows that it is killed.
            if (!_graceIsOver.IsCancellationRequested)
            {
                LogKilling(_spec.Name, _spec.StopGrace.TotalSeconds);
            }

            await Tree.KillAsync(_time);
        }

        await _life.WaitAsync(GoneLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_life.IsCompleted)
        {
            // Killed, but held in the kernel by a disk or network that does not answer: the shutdown goes on without it.
            LogStuck(_spec.Name, Id);
        }
    }

    private async Task AskToEndAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            // A program without a console window of its own cannot be asked there.
            return;
        }

        ProcessSignals.Send(Id, _spec.StopSignal);
        await ((Task)_ended.Task).WaitAsync(_spec.StopGrace, _time, _graceIsOver.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task LiveAsync(OutputReader reader, Task reading)
    {
        var exitCode = await _ended.Task;
        await Tree.KillAsync(_time);
        await reading.WaitAsync(DrainLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!reading.IsCompleted)
        {
            LogOutputHeld(_spec.Name);
            reader.GiveUp();
            await reading;
        }

        reader.Dispose();
        _exited.TrySetResult(exitCode);
        LogEnded(_spec.Name, exitCode);
        await CleanUpAsync();
        _process.Dispose();
    }

    private async Task CleanUpAsync()
    {
        using var limit = new CancellationTokenSource(CleanUpLimit, _time);
        try
        {
            if (_spec.CleanUp is { } cleanUp)
            {
                await cleanUp(limit.Token);
            }

            await _leftovers.RemoveAsync(_spec.Container, _spec.TemporaryFolders, limit.Token);
            _ledger.Remove(_record);
        }
        catch (Exception error)
        {
            // The record stays: the next start tries again.
            LogCleanUpFailed(_spec.Name, error);
        }
    }

    [LoggerMessage(1201, LogLevel.Debug, "{Name} ended with exit code {ExitCode}")]
    private partial void LogEnded(string name, int exitCode);

    [LoggerMessage(1202, LogLevel.Warning, "{Name} did not end within {Grace} s and is killed")]
    private partial void LogKilling(string name, double grace);

    [LoggerMessage(1203, LogLevel.Warning, "{Name} has ended, but another process still holds its output: no longer read")]
    private partial void LogOutputHeld(string name);

    [LoggerMessage(1204, LogLevel.Warning, "Could not remove what {Name} left behind, the next start tries again")]
    private partial void LogCleanUpFailed(string name, Exception error);

    [LoggerMessage(1206, LogLevel.Error, "{Name} (process {ProcessId}) was killed and is still there: it hangs in the kernel")]
    private partial void LogStuck(string name, int processId);

    [LoggerMessage(1205, LogLevel.Error, "The output of {Name} could not be handed on")]
    private partial void LogListenerFailed(string name, Exception error);
}
