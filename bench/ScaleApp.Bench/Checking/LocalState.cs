using ScaleApp.Bench.Measuring;
using Replica = ScaleApp.Api.Replicas.Replica;

namespace ScaleApp.Bench.Checking;

/// <summary>Looks at the open files of replicas on this machine: a replica writes to its standard output and to its temporary folder only.</summary>
internal static class LocalState
{
    private const string Name = "logs and local files";
    private const int FirstFileOfItsOwn = 3;

    // The last bits of the flags that a file was opened with, in octal: 1 is to write, 2 is to read and write.
    private const int AccessMode = 3;

    private static readonly string[] Elsewhere = ["/dev/", "/proc/", "/sys/", "/memfd:", "/tmp/", Path.GetTempPath()];

    public static CheckLine Check(IReadOnlyCollection<Replica> replicas)
    {
        var here = replicas.Where(IsHere).ToArray();
        if (here.Length == 0)
        {
            return new CheckLine(Name, CheckOutcome.Skipped, "the replicas do not run on this machine, or belong to another user");
        }

        var written = here.SelectMany(replica => WrittenBy(replica.ProcessId)).Distinct(StringComparer.Ordinal).ToArray();
        return CheckLine.Of(Name, written.Length == 0, written.Length == 0
            ? $"{here.Length} of {replicas.Count} replicas run here; none has a file open for writing outside the temporary folder"
            : $"open for writing: {string.Join(", ", written)}");
    }

    /// <summary>Whether the process with that id is the replica, and may be looked at: in a container it has another one.</summary>
    private static bool IsHere(Replica replica)
    {
        try
        {
            return ProcessStat.Read(replica.ProcessId) is not null
                && (System.Diagnostics.Process.GetProcessById(replica.ProcessId).StartTime.ToUniversalTime() - replica.StartedAt.UtcDateTime).Duration() < TimeSpan.FromMinutes(1)
                && Directory.EnumerateFiles($"/proc/{replica.ProcessId}/fd").Any();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    private static IEnumerable<string> WrittenBy(int process) =>
        from file in Directory.EnumerateFiles($"/proc/{process}/fd")
        let number = int.Parse(Path.GetFileName(file))
        where number >= FirstFileOfItsOwn
        let path = PathIfWritten(process, number)
        where path is ['/', ..] && !Elsewhere.Any(folder => path.StartsWith(folder, StringComparison.Ordinal))
        select path;

    private static string? PathIfWritten(int process, int number)
    {
        try
        {
            var flags = File.ReadLines($"/proc/{process}/fdinfo/{number}").First(line => line.StartsWith("flags:", StringComparison.Ordinal))["flags:".Length..];
            return (Convert.ToInt32(flags.Trim(), fromBase: 8) & AccessMode) != 0 ? new FileInfo($"/proc/{process}/fd/{number}").LinkTarget : null;
        }
        catch (IOException)
        {
            // It was closed meanwhile.
            return null;
        }
    }
}
