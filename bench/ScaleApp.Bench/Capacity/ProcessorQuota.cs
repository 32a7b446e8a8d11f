using System.Globalization;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Capacity;

/// <summary>Gives a process a part of a processor, as the limit of a container does.</summary>
/// <remarks>By a control group of its own, of version 2 or 1; needs root.</remarks>
internal sealed class ProcessorQuota : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    // What Kubernetes and Docker use.
    private const int PeriodMicroseconds = 100_000;

    private readonly string _group;

    private ProcessorQuota(string group) => _group = group;

    /// <exception cref="BenchException">This user may not, or the machine has no such groups.</exception>
    public static ProcessorQuota Limit(int process, double processors)
    {
        var isSecond = File.Exists($"{Root}/cgroup.controllers");
        var parent = isSecond ? Root : $"{Root}/cpu";
        var quota = (int)(processors * PeriodMicroseconds);
        try
        {
            var group = Directory.CreateDirectory($"{parent}/scaleapp-{process}-{Guid.NewGuid():N}").FullName;
            if (isSecond)
            {
                File.WriteAllText($"{Root}/cgroup.subtree_control", "+cpu");
                File.WriteAllText($"{group}/cpu.max", string.Create(CultureInfo.InvariantCulture, $"{quota} {PeriodMicroseconds}"));
            }
            else
            {
                File.WriteAllText($"{group}/cpu.cfs_period_us", PeriodMicroseconds.ToString(CultureInfo.InvariantCulture));
                File.WriteAllText($"{group}/cpu.cfs_quota_us", quota.ToString(CultureInfo.InvariantCulture));
            }

            File.WriteAllText($"{group}/cgroup.procs", process.ToString(CultureInfo.InvariantCulture));
            return new ProcessorQuota(group);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BenchException($"A replica cannot be limited to {processors} processors ({error.Message}). Run the benchmark as root on Linux with control groups.");
        }
    }

    /// <summary>The process has ended by then.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(_group);
        }
        catch (IOException)
        {
            // It has not; the group is empty when it does, and costs nothing.
        }
    }
}
