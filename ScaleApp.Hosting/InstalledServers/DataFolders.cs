using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>The folder that a server works in.</summary>
/// <param name="Path">The full path. The server's script makes the folder.</param>
/// <param name="IsTemporary">Whether the script removes the folder when the server is stopped.</param>
internal sealed record DataFolder(string Path, bool IsTemporary);

internal sealed class DataFolders(ServerSettings settings)
{
    /// <summary>Whether servers run as users of their own, who must be able to reach their folders.</summary>
    internal bool IsPrivileged { get; init; } = Environment.IsPrivilegedProcess;

    /// <summary>The folder for data with a volume.</summary>
    /// <remarks>
    /// A repository in root's home is closed to other users, and its rights are left as they are: data then goes to a folder of
    /// its own below <c>/var/lib</c>. A folder that was set is never replaced.
    /// </remarks>
    public string Root =>
        settings.IsDefaultRoot && IsClosed(Path.Combine(settings.DataRoot, "server"))
            ? $"/var/lib/scaleapp/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings.DataRoot)))[..12]}"
            : settings.DataRoot;

    private string TemporaryRoot => IsClosed(Path.GetTempPath()) ? "/tmp" : Path.GetTempPath();

    /// <summary>The folder of a resource whose image keeps data at the target: its bind mount, a folder for its volume, or a temporary one.</summary>
    public DataFolder Of(ContainerResource owner, string target)
    {
        var mount = owner.Annotations.OfType<ContainerMountAnnotation>()
            .FirstOrDefault(mount => mount.Target.StartsWith(target, StringComparison.Ordinal));

        return mount switch
        {
            { Type: ContainerMountType.BindMount, Source: { } source } => new(source, IsTemporary: false),
            { Source: not null } => new(Path.Combine(Root, owner.Name), IsTemporary: false),
            _ => new(Path.Combine(TemporaryRoot, $"scaleapp-{owner.Name}-{Guid.NewGuid():N}"), IsTemporary: true),
        };
    }

    /// <summary>Whether every user may pass through the folders that lead to this one.</summary>
    public static bool IsReachable(string folder)
    {
        for (var parent = Path.GetDirectoryName(folder); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (!OperatingSystem.IsWindows() && Directory.Exists(parent)
                && !File.GetUnixFileMode(parent).HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsClosed(string folder) => IsPrivileged && !IsReachable(folder);
}
