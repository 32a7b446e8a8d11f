using System.Diagnostics;

namespace ScaleApp.Hosting.Processes;

/// <summary>Tells one process from every other on this machine until it restarts: ids are used again, start times are not.</summary>
/// <param name="Id">The process id.</param>
/// <param name="StartTicks">Linux: clock ticks since boot. Elsewhere: the start time in ticks of 100 ns.</param>
internal readonly record struct ProcessIdentity(int Id, long StartTicks)
{
    /// <summary>This process.</summary>
    public static ProcessIdentity Current { get; } = Of(Environment.ProcessId) ?? new(Environment.ProcessId, 0);

    /// <summary>The identity of the living process of that id, or null.</summary>
    public static ProcessIdentity? Of(int id)
    {
        if (OperatingSystem.IsLinux())
        {
            return ProcessTable.Find(id) is { IsAlive: true } entry ? new ProcessIdentity(id, entry.StartTicks) : null;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return new ProcessIdentity(id, process.StartTime.ToUniversalTime().Ticks);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>True while this very process lives; false once it ended, even when another got its id.</summary>
    public bool IsAlive() => Of(Id) == this;
}
