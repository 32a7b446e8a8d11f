using System.Globalization;

namespace ScaleApp.Hosting.Processes;

/// <summary>One process as the Linux kernel shows it in <c>/proc/[pid]/stat</c>.</summary>
/// <param name="Id">The process id.</param>
/// <param name="ParentId">The parent's id; another process's after the parent died.</param>
/// <param name="SessionId">The id of the process that began the session.</param>
/// <param name="StartTicks">When it started, in clock ticks since boot: with the id, what tells one process from every other.</param>
/// <param name="State">The kernel's letter: Z is a process that has ended and was not collected yet.</param>
internal readonly record struct ProcessEntry(int Id, int ParentId, int SessionId, long StartTicks, char State)
{
    /// <summary>The processor time it has used, in clock ticks.</summary>
    public long ProcessorTicks { get; init; }

    /// <summary>False for a zombie: it has ended, and only its parent's neglect keeps its id.</summary>
    public bool IsAlive => State is not ('Z' or 'X' or 'x');
}

/// <summary>Reads the processes of a Linux machine.</summary>
internal static class ProcessTable
{
    private const int ParentField = 1;
    private const int SessionField = 3;
    private const int UserTimeField = 11;
    private const int SystemTimeField = 12;
    private const int StartField = 19;

    /// <summary>Every process visible here; those that end meanwhile are left out.</summary>
    public static List<ProcessEntry> All()
    {
        var all = new List<ProcessEntry>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) &&
                Find(id) is { } entry)
            {
                all.Add(entry);
            }
        }

        return all;
    }

    /// <summary>One process, or null when there is none of that id.</summary>
    public static ProcessEntry? Find(int id)
    {
        try
        {
            return Parse(id, File.ReadAllText($"/proc/{id}/stat"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>True when the process was started with <c>name=value</c> in its environment. False when that may not be read.</summary>
    public static bool HasVariable(int id, string name, string value)
    {
        try
        {
            var environment = File.ReadAllText($"/proc/{id}/environ");
            return environment.Split('\0').Contains($"{name}={value}", StringComparer.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    internal static ProcessEntry? Parse(int id, string stat)
    {
        // The second field is the program's name in brackets and may hold blanks and brackets itself.
        var end = stat.LastIndexOf(')');
        var fields = end < 0 ? [] : stat[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);

        return fields.Length > StartField
            ? new ProcessEntry(
                id, int.Parse(fields[ParentField], CultureInfo.InvariantCulture),
                int.Parse(fields[SessionField], CultureInfo.InvariantCulture),
                long.Parse(fields[StartField], CultureInfo.InvariantCulture), fields[0][0])
            {
                ProcessorTicks = long.Parse(fields[UserTimeField], CultureInfo.InvariantCulture)
                    + long.Parse(fields[SystemTimeField], CultureInfo.InvariantCulture),
            }
            : null;
    }
}
