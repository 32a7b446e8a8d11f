using System.Diagnostics;

namespace ScaleApp.Hosting.Processes;

/// <summary>A program that was started here, with everything that it started in turn.</summary>
/// <remarks>
/// Linux: a process belongs to the tree by descent, by the session that the launcher gave it, or by the launch mark in
/// the environment it inherited, so one that detached itself from its parent is found too. macOS and Windows: by descent
/// only, so what detached itself before the program ended is not found.
/// </remarks>
/// <param name="Root">The program itself; null when the host died before it knew the id.</param>
/// <param name="LaunchId">The value of <see cref="MarkVariable"/> that the tree inherited.</param>
internal sealed record ProcessTree(ProcessIdentity? Root, string LaunchId)
{
    /// <summary>Set for every program that is started here, to a value of its own.</summary>
    public const string MarkVariable = "SCALEAPP_LAUNCH";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>True when the session's id still means this tree: the host saw the program start and has not let go of it.</summary>
    public bool IsSessionKnown { get; init; }

    /// <summary>Kills with SIGKILL until nothing is left, for at most five seconds. Returns how many processes were killed.</summary>
    public async Task<int> KillAsync(TimeProvider time)
    {
        if (!OperatingSystem.IsLinux())
        {
            return KillDescendants();
        }

        var killed = new HashSet<int>();
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < Patience)
        {
            var members = Members();
            if (members.Count == 0)
            {
                break;
            }

            foreach (var member in members)
            {
                ProcessSignals.SendKill(member);
                killed.Add(member);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), time);
        }

        return killed.Count;
    }

    /// <summary>The living processes of the tree. Linux only.</summary>
    internal HashSet<int> Members()
    {
        var living = ProcessTable.All().FindAll(entry => entry.IsAlive && entry.Id != Environment.ProcessId);
        var members = living.Where(IsRooted).Select(entry => entry.Id).ToHashSet();
        int before;
        do
        {
            before = members.Count;
            members.UnionWith(living.Where(entry => members.Contains(entry.ParentId)).Select(entry => entry.Id));
        }
        while (members.Count > before);

        return members;
    }

    private bool IsRooted(ProcessEntry entry)
    {
        if (Root is { } root && (entry.StartTicks < root.StartTicks || (entry.Id == root.Id && entry.StartTicks == root.StartTicks)))
        {
            return entry.Id == root.Id && entry.StartTicks == root.StartTicks;
        }

        return (IsSessionKnown && Root is { } leader && entry.SessionId == leader.Id) ||
               ProcessTable.HasVariable(entry.Id, MarkVariable, LaunchId);
    }

    private int KillDescendants()
    {
        if (Root is not { } root || !root.IsAlive())
        {
            return 0;
        }

        try
        {
            using var process = Process.GetProcessById(root.Id);
            process.Kill(entireProcessTree: true);
            return 1;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or AggregateException)
        {
            return 0;
        }
    }
}
