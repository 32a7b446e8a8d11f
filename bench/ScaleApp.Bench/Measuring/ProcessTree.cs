using System.Text;

namespace ScaleApp.Bench.Measuring;

/// <summary>Sums over the processes of a tree.</summary>
/// <param name="Processes">How many there are.</param>
/// <param name="ResidentBytes">Memory in use; what processes share is counted in each of them.</param>
/// <param name="ProportionalBytes">The same with what is shared divided among those that share it.</param>
/// <param name="Cpu">Processor time, including that of processes that have ended.</param>
internal sealed record TreeUsage(int Processes, long ResidentBytes, long ProportionalBytes, TimeSpan Cpu);

/// <summary>Every process that a program has led to, also those that have left their parent.</summary>
/// <remarks>
/// They are found by a variable in the environment that the program is started with. Redis and PostgreSQL overwrite their
/// environment with their title, so descendants of marked processes count too.
/// </remarks>
internal sealed class ProcessTree
{
    private const string Variable = "SCALEAPP_BENCH_TREE";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly string _mark = $"{Guid.NewGuid():N}";

    /// <summary>What the program's environment must contain.</summary>
    public KeyValuePair<string, string> Mark => new(Variable, _mark);

    /// <exception cref="BenchException">The memory of a process cannot be read.</exception>
    public TreeUsage Measure()
    {
        var (count, resident, proportional, cpu) = (0, 0L, 0L, TimeSpan.Zero);
        foreach (var (id, stat) in Find())
        {
            if (ReadMemory(id) is { } memory)
            {
                count++;
                resident += memory.Resident;
                proportional += memory.Proportional;
                cpu += stat.Cpu + stat.ChildrenCpu;
            }
        }

        return new(count, resident, proportional, cpu);
    }

    /// <summary>Waits until the last process has ended.</summary>
    public async Task WaitForExitAsync(CancellationToken ct)
    {
        for (var members = Find(); members.Count > 0; members = Find())
        {
            // Orphans are adopted, and may no longer be found as descendants, so those that were seen are watched one by one.
            foreach (var (id, stat) in members)
            {
                while (ProcessStat.Read(id)?.Started == stat.Started)
                {
                    await Task.Delay(Interval, ct);
                }
            }
        }
    }

    /// <summary>Ends all processes at once. For a run that failed.</summary>
    public void Kill()
    {
        foreach (var id in Find().Keys)
        {
            try
            {
                using var process = System.Diagnostics.Process.GetProcessById(id);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It has ended meanwhile.
            }
        }
    }

    private Dictionary<int, ProcessStat> Find()
    {
        var all = new Dictionary<int, ProcessStat>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && ProcessStat.Read(id) is { } stat)
            {
                all.Add(id, stat);
            }
        }

        var members = all.Where(process => IsMarked(process.Key)).ToDictionary();
        var before = 0;
        while (members.Count > before)
        {
            before = members.Count;
            foreach (var (id, stat) in all.Where(process => members.ContainsKey(process.Value.Parent)))
            {
                members.TryAdd(id, stat);
            }
        }

        return members;
    }

    private bool IsMarked(int id)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/environ").AsSpan().IndexOf(Encoding.ASCII.GetBytes($"{Variable}={_mark}")) >= 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or belongs to another user.
            return false;
        }
    }

    private static (long Resident, long Proportional)? ReadMemory(int id)
    {
        try
        {
            var lines = File.ReadAllLines($"/proc/{id}/smaps_rollup");
            return (Kilobytes(lines, "Rss:") * 1024, Kilobytes(lines, "Pss:") * 1024);
        }
        catch (UnauthorizedAccessException)
        {
            throw new BenchException($"The memory of process {id} cannot be read: run the benchmark as the user that the process belongs to, or as root.");
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Kilobytes(string[] lines, string field) => long.Parse(
        lines.Single(line => line.StartsWith(field, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
