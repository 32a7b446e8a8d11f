namespace ScaleApp.Hosting.Processes;

/// <summary>Starts programs that cannot outlive the host.</summary>
internal interface IProcessLauncher
{
    /// <summary>Starts a program and returns as soon as it runs.</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="output">Gets every line that the program writes, in order, from one thread at a time.</param>
    /// <param name="cancellationToken">Gives up before the program is started; it does not stop it later.</param>
    /// <exception cref="ProcessStartException">The program is missing or may not be run; the message says which and what to do.</exception>
    Task<IChildProcess> StartAsync(ProcessSpec spec, Action<OutputLine> output, CancellationToken cancellationToken);
}

/// <summary>One line that a program wrote.</summary>
/// <param name="At">When the host read it.</param>
/// <param name="Text">The line without its end, cut at the launcher's limit.</param>
/// <param name="IsError">True when it came on standard error.</param>
internal readonly record struct OutputLine(DateTimeOffset At, string Text, bool IsError);
