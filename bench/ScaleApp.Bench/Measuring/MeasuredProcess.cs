using System.Diagnostics;

namespace ScaleApp.Bench.Measuring;

/// <summary>A process that a benchmark starts, whose processor time it reads, and that it takes with it when it ends.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _draining;
    private readonly Task<string> _errors;

    private MeasuredProcess(Process process, bool drain)
    {
        _process = process;
        _draining = drain ? process.StandardOutput.ReadToEndAsync() : Task.CompletedTask;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public StreamReader Output => _process.StandardOutput;

    public StreamWriter Input => _process.StandardInput;

    public long Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static MeasuredProcess Start(string program, IEnumerable<string> arguments, bool drain = true,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!, drain);
    }

    /// <summary>Starts a hidden command of this program.</summary>
    public static MeasuredProcess StartOwn(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var own = Environment.ProcessPath!;
        var isMuxer = Path.GetFileNameWithoutExtension(own) == "dotnet";
        return Start(own, isMuxer ? [typeof(MeasuredProcess).Assembly.Location, .. arguments] : arguments, drain: false, environment);
    }

    /// <summary>Starts a hidden command of this program and reads the port that it prints first.</summary>
    public static async Task<(MeasuredProcess Process, int Port)> StartOwnAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var process = StartOwn(arguments);
        var line = await process.Output.ReadLineAsync(cancellationToken);
        return int.TryParse(line, out var port)
            ? (process, port)
            : throw new BenchException(
                $"'{string.Join(' ', arguments)}' did not start: it printed '{line}' instead of its port. {await process.EndAsync(cancellationToken)}");
    }

    /// <summary>Reads lines until one contains the text by which the program says that it is ready.</summary>
    /// <exception cref="BenchException">It ended instead.</exception>
    public async Task<MeasuredProcess> ReadyAsync(string ready, CancellationToken cancellationToken)
    {
        while (await Output.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains(ready, StringComparison.Ordinal))
            {
                return this;
            }
        }

        throw new BenchException($"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} did not start. {await EndAsync(cancellationToken)}");
    }

    /// <summary>Waits for the end and tells how it came: the exit code and what was printed as errors.</summary>
    public async Task<string> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return $"Exit code {_process.ExitCode}. {(await _errors.WaitAsync(cancellationToken)).Trim()}";
    }

    /// <summary>Processor time used so far, with that of its living children.</summary>
    public TimeSpan CpuTime() => CpuTimeOf(Id);

    /// <inheritdoc cref="CpuTime"/>
    public static TimeSpan CpuTimeOf(int process) => TimeSpan.FromTicks(Family(process).Sum(id => ProcessStat.Read(id)?.Cpu.Ticks ?? 0));

    public async Task WaitForExitAsync(CancellationToken cancellationToken) => await _process.WaitForExitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        await Task.WhenAll(_draining, _errors);
        _process.Dispose();
    }

    private static IEnumerable<int> Family(int process)
    {
        var children = $"/proc/{process}/task/{process}/children";
        return File.Exists(children)
            ? File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Prepend(process)
            : [process];
    }
}
