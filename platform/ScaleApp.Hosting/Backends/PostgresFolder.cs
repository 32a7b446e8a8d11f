using System.Security.Cryptography;
using System.Text;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Backends;

/// <summary>Where a native PostgreSQL keeps its data, and as whom it runs.</summary>
/// <param name="Root">The folder that holds everything of it, taken by this host.</param>
/// <param name="User">The user to run as when the host is root, which PostgreSQL refuses; else null.</param>
/// <param name="IsTemporary">True when it goes with the server.</param>
internal sealed record PostgresFolder(string Root, SystemUser? User, bool IsTemporary)
{
    private const string ServerUser = "postgres";

    /// <summary>PostgreSQL's own data folder.</summary>
    public string Data => Path.Combine(Root, "data");

    /// <summary>Where data is made, until it is whole.</summary>
    public string Draft => Path.Combine(Root, "draft");

    /// <summary>The major version that the data is of; null when there is none yet.</summary>
    public string? Version =>
        File.Exists(Path.Combine(Data, "PG_VERSION")) ? File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Trim() : null;

    private string Seal => Path.Combine(Root, "password-seal");

    /// <summary>Chooses and makes the folder.</summary>
    /// <exception cref="BackendUnavailableException">There is no user to run as, or the folder cannot be made.</exception>
    public static PostgresFolder Make(BackendContext context)
    {
        var user = SystemUser.IsRoot ? FindUser(context) : null;
        var folder = context.DataFolder is { } kept
            ? new PostgresFolder(Reachable(Path.Combine(kept, "native"), user, context), user, IsTemporary: false)
            : new PostgresFolder(MakeTemporary(context.ResourceName, user), user, IsTemporary: true);
        try
        {
            folder.MakeOwned(folder.Root);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BackendUnavailableException(
                $"The folder {folder.Root} for the data of '{context.ResourceName}' cannot be made: {error.Message}");
        }

        return folder;
    }

    /// <summary>Makes a folder that only the server's user may read, where it is not there yet.</summary>
    public void MakeOwned(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (User is not null)
        {
            FolderOwner.Give(folder, User);
        }
    }

    /// <summary>Notes who may sign in to the data, so that another password is seen before clients are refused.</summary>
    public async Task SealAsync(string userName, string password, CancellationToken cancellationToken)
    {
        File.Delete(Seal);
        var salt = RandomNumberGenerator.GetBytes(16);
        await PrivateFile.WriteAsync(
            Seal, $"{Convert.ToHexString(salt)}:{Hash(userName, password, salt)}", cancellationToken);
    }

    /// <summary>True when the data was made for another user or password.</summary>
    public bool IsSealedForAnother(string userName, string password)
    {
        if (!File.Exists(Seal) || File.ReadAllText(Seal).Split(':') is not [var salt, var hash])
        {
            return false;
        }

        return hash != Hash(userName, password, Convert.FromHexString(salt));
    }

    private static string Hash(string userName, string password, byte[] salt) => Convert.ToHexString(
        Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes($"{userName}\n{password}"), salt, 10_000, HashAlgorithmName.SHA256, 32));

    private static SystemUser FindUser(BackendContext context) =>
        SystemUser.Find(ServerUser) ?? throw new BackendUnavailableException(
            $"PostgreSQL refuses to run as root, and there is no user '{ServerUser}' to run '{context.ResourceName}' as. Run " +
            $"the host as another user, or create that one with: useradd --system {ServerUser}");

    private static string MakeTemporary(string name, SystemUser? user)
    {
        var isUsable = user is null || FolderOwner.IsReachable(Path.Combine(Path.GetTempPath(), name));
        return TemporaryFolder.Create(name, isUsable ? null : "/var/tmp");
    }

    private static string Reachable(string folder, SystemUser? user, BackendContext context)
    {
        if (user is null || FolderOwner.IsReachable(folder))
        {
            return folder;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..12];
        var instead = Path.Combine("/var/lib", $"scaleapp-{hash}");
        context.Report($"The user '{user.Name}' cannot reach {folder}: the data is kept in {instead}");
        return instead;
    }
}
