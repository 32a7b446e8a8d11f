using System.Threading.Channels;

namespace ScaleApp.Tests.Support;

/// <summary>A running test program, see <see cref="TestProgramAttribute"/>. Disposing it kills it.</summary>
internal sealed class TestProgram : IAsyncDisposable
{
    /// <summary>The variable that ties a program to the test that started it.</summary>
    public const string WatchesParent = "TEST_PROGRAM_WATCHES_PARENT";

    /// <summary>What a service prints before its address.</summary>
    public const string Listening = "listens on ";

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task _reading;

    private TestProgram(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(PumpAsync(process.StandardOutput), PumpAsync(process.StandardError))
            .ContinueWith(_ => _lines.Writer.TryComplete(), TaskScheduler.Default);
    }

    public int Id => _process.Id;

    /// <summary>Starts the program of that name in a separate process without waiting for it.</summary>
    public static TestProgram Start(string name, params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? host
            : "dotnet")
        {
            WorkingDirectory = AppContext.BaseDirectory,
            Environment = { [WatchesParent] = "1" },
        };
        foreach (var argument in (string[])["exec", typeof(TestProgram).Assembly.Location, name, .. args])
        {
            start.ArgumentList.Add(argument);
        }

        return Start(start);
    }

    /// <summary>Starts another program.</summary>
    public static TestProgram Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        return new TestProgram(Process.Start(start)!);
    }

    /// <summary>Reads on until a line that the program wrote (to either output) matches, and returns it.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> matches, TimeSpan? within = null)
    {
        using var deadline = new CancellationTokenSource(within ?? Eventually.Default);
        var seen = new List<string>();
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(deadline.Token))
            {
                if (matches(line))
                {
                    return line;
                }

                seen.Add(line);
            }
        }
        catch (OperationCanceledException)
        {
            throw new Xunit.Sdk.XunitException($"The line did not come in time; seen:\n{string.Join('\n', seen)}");
        }

        throw new Xunit.Sdk.XunitException($"The program ended without the line; seen:\n{string.Join('\n', seen)}");
    }

    /// <summary>Waits until a service listens, and returns its address.</summary>
    public async Task<Uri> AddressAsync()
    {
        var line = await WaitForLineAsync(line => line.StartsWith(Listening, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        return new Uri(line[Listening.Length..]);
    }

    /// <summary>Kills the program, but not its children, with SIGKILL: it cannot clean up.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Sends the program a signal: of <see cref="Signals"/>.</summary>
    public void Signal(int signal) => Signals.Send(Id, signal);

    /// <summary>Completes with the exit code, 128 + n after signal n.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? within = null)
    {
        await _process.WaitForExitAsync().WaitAsync(within ?? Eventually.Default);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await WaitForExitAsync();
        // A grandchild may still hold the outputs, so their readers are not waited for.
        _process.Dispose();
        _ = _reading;
    }

    private async Task PumpAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _lines.Writer.TryWrite(line);
        }
    }
}
