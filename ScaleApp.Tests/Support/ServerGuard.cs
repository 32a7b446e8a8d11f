namespace ScaleApp.Tests.Support;

/// <summary>
/// A shell that starts a server and holds a pipe from this process: when that ends, however this process ended, it ends the server and
/// removes its folder.
/// </summary>
internal sealed class ServerGuard : IDisposable
{
    /// <summary>Ends the server with SIGKILL.</summary>
    public const string Script =
        """
        folder=$1; shift
        "$@" &
        server=$!
        echo "server $server"
        read -r word
        kill -KILL $server
        wait
        [ "$word" = keep ] || rm -rf "$folder"
        """;

    private readonly Process _shell;
    private readonly Func<string, bool?> _look;
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="script">
    /// Gets the folder and the command. Prints <c>server</c> and the process id, reads a line, ends the server, and removes the folder
    /// unless the line was <c>keep</c>.
    /// </param>
    /// <param name="folder">Of the server; the shell runs in it.</param>
    /// <param name="command">The server and its arguments.</param>
    /// <param name="look">Returns whether a line reports that the server is ready (true) or failed (false); null for other lines.</param>
    public ServerGuard(string script, string folder, IEnumerable<string> command, Func<string, bool?> look)
    {
        _look = look;
        var start = new ProcessStartInfo("/bin/sh", ["-c", script, "guard", folder, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        _shell = new Process { StartInfo = start };
        _shell.OutputDataReceived += (_, line) => Watch(line.Data);
        _shell.ErrorDataReceived += (_, _) => { };
        _shell.Start();
        _shell.BeginOutputReadLine();
        _shell.BeginErrorReadLine();
    }

    /// <summary>The server's process id; 0 before it is known.</summary>
    public int ServerId { get; private set; }

    public bool HasExited => _shell.HasExited;

    /// <summary>Whether the server got ready.</summary>
    public Task<bool> IsReadyAsync() => _ready.Task.WaitAsync(Eventually.Default);

    /// <summary>Ends the server and leaves its folder.</summary>
    public async Task EndAsync()
    {
        await _shell.StandardInput.WriteLineAsync("keep");
        await _shell.WaitForExitAsync();
    }

    /// <summary>Ends the server and removes its folder.</summary>
    public async Task RemoveAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
    }

    public void Dispose() => _shell.Dispose();

    private void Watch(string? line)
    {
        if (line?.Split(' ') is ["server", var processId] && int.TryParse(processId, out var server))
        {
            ServerId = server;
        }
        else if ((line is null ? false : _look(line)) is { } isReady)
        {
            _ready.TrySetResult(isReady);
        }
    }
}
