namespace ScaleApp.Tests.Hosting.InstalledServers;

/// <summary>A server's script, run as the AppHost does, but without one.</summary>
internal sealed class ServerScript : IDisposable
{
    // The first start of PostgreSQL writes a thousand files.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _shell;

    /// <param name="kind">The kind of server.</param>
    /// <param name="program">Its program.</param>
    /// <param name="data">Its folder.</param>
    /// <param name="isTemporary">Whether the folder is removed with the server.</param>
    /// <param name="password">The password of its owner.</param>
    public ServerScript(ServerKind kind, string program, string data, bool isTemporary, string password)
    {
        Port = Random.Shared.Next(20_000, 32_000);
        var start = new ProcessStartInfo("/bin/sh", ["-c", "eval \"$SERVER_SCRIPT\"", "server"])
        {
            Environment =
            {
                ["SERVER_SCRIPT"] = kind.Script, ["SERVER_PROBLEM"] = "", ["SERVER_PROGRAM"] = Requirement.Find(program),
                ["SERVER_PORT"] = $"{Port}", ["SERVER_DATA"] = data, ["SERVER_TEMPORARY"] = isTemporary ? "1" : "",
                ["SERVER_APPHOST"] = $"{Environment.ProcessId}",
                ["REDIS_PASSWORD"] = password, ["POSTGRES_USER"] = "owner", ["POSTGRES_PASSWORD"] = password,
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _shell = Process.Start(start)!;
        _shell.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _shell.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _shell.BeginOutputReadLine();
        _shell.BeginErrorReadLine();
    }

    public int Port { get; }

    public string Output => string.Join('\n', _lines);

    /// <summary>Waits until the server logs that it is ready.</summary>
    public Task ReadyAsync() => Eventually.IsTrueAsync(
        () => Output.Contains("eady to accept connections", StringComparison.Ordinal), "the server is ready", Deadline);

    public Task HasChildAsync() =>
        Eventually.IsTrueAsync(() => ServerProcesses.Children(_shell.Id).Any(), "the script has started a process");

    /// <summary>The process id of the server, which may have others as children.</summary>
    public int Server => ServerProcesses.Children(_shell.Id).Single(ServerProcesses.IsServer);

    public async Task<int> ExitAsync()
    {
        await _shell.WaitForExitAsync().WaitAsync(Deadline);
        return _shell.ExitCode;
    }

    public Task<int> StopAsync()
    {
        Signals.Send(_shell.Id, Signals.Terminate);
        return ExitAsync();
    }

    public void Dispose()
    {
        _shell.Kill();
        _shell.Dispose();
    }
}
