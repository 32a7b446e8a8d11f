namespace ScaleApp.Hosting.Processes;

/// <summary>A program that the host started. Disposing it stops it.</summary>
internal interface IChildProcess : IAsyncDisposable
{
    int Id { get; }

    DateTimeOffset StartedAt { get; }

    /// <summary>Completes with the exit code (128 + n after signal n) once the program has ended and its output is drained; never faults.</summary>
    Task<int> Exited { get; }

    /// <summary>
    /// Sends the stop signal, waits for the grace period, then kills the whole tree. Returns when nothing of it is left.
    /// May be called at any time, any number of times.
    /// </summary>
    /// <param name="cancellationToken">Cuts the grace period short: the tree is killed at once.</param>
    Task StopAsync(CancellationToken cancellationToken);
}
