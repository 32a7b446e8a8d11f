using System.Globalization;

namespace ScaleApp.Hosting.Processes;

/// <summary>A user of this machine, as <c>/etc/passwd</c> lists it.</summary>
internal sealed record SystemUser(string Name, int UserId, int GroupId, string Home)
{
    /// <summary>True when this process may start programs as another user.</summary>
    public static bool IsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>The user of that name, or null.</summary>
    public static SystemUser? Find(string name, string passwordFile = "/etc/passwd")
    {
        if (!File.Exists(passwordFile))
        {
            return null;
        }

        return (from line in File.ReadLines(passwordFile)
                let fields = line.Split(':')
                where fields.Length >= 6 && fields[0] == name
                select new SystemUser(
                    name, int.Parse(fields[2], CultureInfo.InvariantCulture),
                    int.Parse(fields[3], CultureInfo.InvariantCulture), fields[5])).FirstOrDefault();
    }
}
