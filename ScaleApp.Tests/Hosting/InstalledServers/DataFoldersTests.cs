namespace ScaleApp.Tests.Hosting.InstalledServers;

public sealed class DataFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public void Default_root_that_servers_of_root_cannot_reach_is_replaced(bool isDefault, bool isPrivileged, bool isKept)
    {
        var home = _folder.Closed("home");
        var settings = new ServerSettings(ServerMode.Installed, $"{home}/.scaleapp", isDefault, Runtime: null);

        var root = new DataFolders(settings) { IsPrivileged = isPrivileged }.Root;

        Assert.Equal(isKept, root == settings.DataRoot);
        Assert.True(isKept || root.StartsWith("/var/lib/scaleapp/", StringComparison.Ordinal), root);
    }

    public void Dispose() => _folder.Dispose();
}
