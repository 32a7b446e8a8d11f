using System.Globalization;

namespace ScaleApp.Tests.Support;

/// <summary>How busy the machine is, for limits of seconds that hold where programs get the processors that they need.</summary>
internal static class MachineLoad
{
    /// <summary>Programs that want to run for each processor, by the load average of a minute; at least one, which is nothing to wait for.</summary>
    public static double PerProcessor => File.Exists("/proc/loadavg")
        ? Math.Max(1, double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) / Environment.ProcessorCount)
        : 1;
}
