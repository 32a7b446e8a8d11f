using System.Diagnostics;

namespace ScaleApp.Bench.Measuring;

/// <summary>A process that a benchmark starts, whose processor time it reads, and that it ends with itself.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    private const int LastLines = 30;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

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

    private string CommandLine => $"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}";

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

    /// <summary>Reads lines until one contains the text by which the program says that it is ready.</summary>
    /// <exception cref="BenchException">It ended instead, or took too long.</exception>
    public async Task<MeasuredProcess> ReadyAsync(string ready, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(StartLimit);
        var printed = new Queue<string>();
        try
        {
            while (await Output.ReadLineAsync(limit.Token) is { } line)
            {
                if (line.Contains(ready, StringComparison.Ordinal))
                {
                    return this;
                }

                printed.Enqueue(line);
                if (printed.Count > LastLines)
                {
                    printed.Dequeue();
                }
            }

            printed.Enqueue(await EndAsync(ct));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            printed.Enqueue($"(not ready within {StartLimit.TotalSeconds:0} s)");
        }

        Kill();
        throw new BenchException($"{CommandLine} did not start:\n{string.Join('\n', printed)}");
    }

    /// <summary>Waits until the program answers HTTP requests to the port.</summary>
    /// <exception cref="BenchException">It ended instead, or took too long.</exception>
    public async Task<MeasuredProcess> AnsweringAsync(int port, CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var isAnswering = await Polling.UntilAsync(async () => _process.HasExited || await AnswersAsync(http, port), StartLimit, ct);
        if (isAnswering && !_process.HasExited)
        {
            return this;
        }

        var reason = isAnswering ? await EndAsync(ct) : $"Port {port} does not answer within {StartLimit.TotalSeconds:0} s.";
        Kill();
        throw new BenchException($"{CommandLine} did not start. {reason}");
    }

    /// <summary>Waits for the end and returns the exit code and what was printed as errors.</summary>
    public async Task<string> EndAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        return $"Exit code {_process.ExitCode}. {(await _errors.WaitAsync(ct)).Trim()}";
    }

    /// <summary>Processor time that a process has used so far, with that of its living children.</summary>
    public static TimeSpan CpuTimeOf(int process) => TimeSpan.FromTicks(Family(process).Sum(id => ProcessStat.Read(id)?.Cpu.Ticks ?? 0));

    public static TimeSpan CpuTimeOf(IEnumerable<int> processes) => TimeSpan.FromTicks(processes.Sum(process => CpuTimeOf(process).Ticks));

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        await Task.WhenAll(_draining, _errors);
        _process.Dispose();
    }

    private void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http, int port)
    {
        try
        {
            using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/"));
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private static IEnumerable<int> Family(int process)
    {
        var children = $"/proc/{process}/task/{process}/children";
        return File.Exists(children)
            ? File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Prepend(process)
            : [process];
    }
}
