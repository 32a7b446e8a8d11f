using System.ComponentModel;
using System.Runtime.InteropServices;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Backends;

/// <summary>Gives folders to the user that a server runs as.</summary>
internal static class FolderOwner
{
    /// <summary>Gives one file or folder to a user. Only root may.</summary>
    public static void Give(string path, SystemUser user)
    {
        if (NativeMethods.ChangeOwner(path, user.UserId, user.GroupId) != 0)
        {
            throw new IOException($"{path} could not be given to '{user.Name}': {new Win32Exception().Message}");
        }
    }

    /// <summary>
    /// True when users other than the owner can pass through every folder that leads to this one, as the server's user must.
    /// </summary>
    public static bool IsReachable(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        for (var parent = Path.GetDirectoryName(Path.GetFullPath(folder)); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (Directory.Exists(parent) && (File.GetUnixFileMode(parent) & UnixFileMode.OtherExecute) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "lchown", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false,
            ThrowOnUnmappableChar = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int ChangeOwner(
            [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int userId, int groupId);
    }
}
