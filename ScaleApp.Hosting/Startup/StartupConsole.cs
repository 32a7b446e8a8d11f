namespace ScaleApp.Hosting.Startup;

/// <summary>
/// The lines for the developer at the console. They go to the console and not to the log, which may be exported: one of them
/// carries the token of the dashboard.
/// </summary>
internal sealed class StartupConsole(TextWriter output, TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(_begun);

    /// <summary>Writes one line with the seconds since the start.</summary>
    public void Report(string text) => output.WriteLine($"{Elapsed.TotalSeconds,6:0.0} s  {text}");

    public void Write(string text) => output.WriteLine(text);
}
