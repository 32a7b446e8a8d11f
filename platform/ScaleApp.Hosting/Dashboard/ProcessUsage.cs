using System.Diagnostics;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Dashboard;

/// <summary>What a program and everything that it started takes of the machine at a moment.</summary>
/// <param name="Processor">Processor time since it started.</param>
/// <param name="Memory">Bytes: what each process has for itself, and what the first shares with others.</param>
internal readonly record struct ProcessUsage(TimeSpan Processor, long Memory)
{
    // USER_HZ, which Linux shows times in, is 100 wherever .NET runs.
    private const double TicksPerSecond = 100;

    /// <summary>Looks at several programs at once, by the process ids that they were started with. Those that have ended are left out.</summary>
    /// <remarks>Linux: all of the session that the launcher gave each. Elsewhere: the first process alone.</remarks>
    public static IReadOnlyDictionary<int, ProcessUsage> Read(IReadOnlyCollection<int> roots) =>
        OperatingSystem.IsLinux() ? ReadSessions([.. roots]) : ReadRoots(roots);

    private static Dictionary<int, ProcessUsage> ReadSessions(HashSet<int> roots)
    {
        var found = new Dictionary<int, ProcessUsage>();
        foreach (var entry in ProcessTable.All().Where(entry => entry.IsAlive && roots.Contains(entry.SessionId)))
        {
            var before = found.GetValueOrDefault(entry.SessionId);
            found[entry.SessionId] = new ProcessUsage(
                before.Processor + TimeSpan.FromSeconds(entry.ProcessorTicks / TicksPerSecond),
                before.Memory + ReadMemory(entry.Id, withShared: entry.Id == entry.SessionId));
        }

        return found;
    }

    private static long ReadMemory(int id, bool withShared)
    {
        try
        {
            // size, resident, shared: in pages.
            var pages = File.ReadAllText($"/proc/{id}/statm").Split(' ');
            return (long.Parse(pages[1]) - (withShared ? 0 : long.Parse(pages[2]))) * Environment.SystemPageSize;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return 0;
        }
    }

    private static Dictionary<int, ProcessUsage> ReadRoots(IEnumerable<int> roots)
    {
        var found = new Dictionary<int, ProcessUsage>();
        foreach (var id in roots)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                found[id] = new ProcessUsage(process.TotalProcessorTime, process.WorkingSet64);
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It has ended, or may not be looked at.
            }
        }

        return found;
    }
}
