using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ScaleApp.Hosting.Processes;

/// <summary>Turns a <see cref="ProcessSpec"/> into the command that the system is given.</summary>
/// <remarks>
/// On Linux the program is started through tools that each replace themselves by the next, so the process id stays: setsid
/// gives it a session of its own (Ctrl+C reaches the host alone), setpriv drops to another user and asks for SIGKILL at the
/// host's death, and a shell gives up when the host died before that was asked. Elsewhere it is started directly: it
/// shares the host's console and survives a kill of the host until the next start reaps it.
/// </remarks>
internal static class LaunchCommand
{
    private const string Gate = "[ \"$PPID\" = \"$0\" ] || exit 1; exec ";
    private const string CarrierPrefix = "SCALEAPP_CARRY_";

    private static readonly Lazy<(string SetSession, string SetPrivileges, string Environment)?> LinuxTools = new(FindLinuxTools);

    /// <summary>True when programs get a session of their own and die with the host.</summary>
    public static bool IsTied => LinuxTools.Value is not null;

    public static ProcessStartInfo Create(ProcessSpec spec, string program, string launchId)
    {
        var start = new ProcessStartInfo
        {
            FileName = program,
            WorkingDirectory = spec.WorkingDirectory,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var user = spec.UserName is { } name && SystemUser.IsRoot ? FindUser(spec, name) : null;
        SetEnvironment(start, spec, user, launchId);

        if (LinuxTools.Value is { } tools)
        {
            start.FileName = tools.SetSession;
            Add(start, [tools.SetPrivileges, .. DropTo(user), "--pdeathsig", "KILL", "--"]);
            Add(start, ["/bin/sh", "-c", CarryOddVariables(start, tools.Environment)]);
            Add(start, [Environment.ProcessId.ToString(CultureInfo.InvariantCulture), program]);
        }
        else if (user is not null)
        {
            throw new ProcessStartException(
                $"Cannot start '{spec.Name}' as user '{user.Name}': setsid and setpriv (package util-linux) are needed for it.");
        }

        Add(start, spec.Arguments);
        return start;
    }

    private static void SetEnvironment(ProcessStartInfo start, ProcessSpec spec, SystemUser? user, string launchId)
    {
        if (user is not null)
        {
            start.Environment["HOME"] = user.Home;
            start.Environment["USER"] = start.Environment["LOGNAME"] = user.Name;
        }

        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
            if (value is null)
            {
                start.Environment.Remove(name);
            }
        }

        start.Environment[ProcessTree.MarkVariable] = launchId;
    }

    /// <summary>
    /// A POSIX shell drops variables whose names it could not write, such as Logging__LogLevel__Microsoft.AspNetCore. They
    /// travel under other names, and env gives them their own back. Not as arguments: others could read those for longer.
    /// </summary>
    private static string CarryOddVariables(ProcessStartInfo start, string env)
    {
        var odd = start.Environment.Where(variable => !IsShellName(variable.Key)).ToList();
        var script = new StringBuilder(Gate);
        if (odd.Count > 0)
        {
            script.Append('\'').Append(env).Append("' ");
        }

        foreach (var (index, (name, value)) in odd.Index())
        {
            var carrier = $"{CarrierPrefix}{index}";
            start.Environment.Remove(name);
            start.Environment[carrier] = $"{name}={value}";
            script.Append("-u ").Append(carrier).Append(' ');
        }

        foreach (var index in Enumerable.Range(0, odd.Count))
        {
            script.Append("\"$").Append(CarrierPrefix).Append(index).Append("\" ");
        }

        return script.Append("\"$@\"").ToString();
    }

    private static bool IsShellName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static string[] DropTo(SystemUser? user) => user is null
        ? []
        : [$"--reuid={user.UserId}", $"--regid={user.GroupId}", "--init-groups"];

    private static SystemUser FindUser(ProcessSpec spec, string name) =>
        SystemUser.Find(name) ?? throw new ProcessStartException(
            $"Cannot start '{spec.Name}': this system has no user '{name}' to run it as. Create it with: useradd --system {name}");

    private static void Add(ProcessStartInfo start, IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
    }

    private static (string, string, string)? FindLinuxTools()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/bin/sh"))
        {
            return null;
        }

        return ProgramFinder.Find("setsid") is { } setSession && ProgramFinder.Find("env") is { } environment &&
               ProgramFinder.Find("setpriv") is { } setPrivileges && !IsBusyBox(setPrivileges)
            ? (setSession, setPrivileges, environment)
            : null;
    }

    /// <summary>BusyBox's setpriv knows no parent-death signal.</summary>
    private static bool IsBusyBox(string file) =>
        File.ResolveLinkTarget(file, returnFinalTarget: true)?.Name.Contains("busybox", StringComparison.Ordinal) == true;
}
