namespace ScaleApp.Tests.Support;

/// <summary>The load of the machine, for time limits that hold only when processors are free.</summary>
internal static class MachineLoad
{
    /// <summary>Runnable programs for each processor, by the load average of a minute; at least one.</summary>
    public static double PerProcessor => File.Exists("/proc/loadavg")
        ? Math.Max(1, double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) / Environment.ProcessorCount)
        : 1;
}
