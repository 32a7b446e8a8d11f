namespace ScaleApp.Tests.Hosting.InstalledServers;

public class ServerSettingsTests
{
    [Fact]
    public void Unknown_mode_is_an_error_that_lists_the_values()
    {
        var error = Assert.Throws<DistributedApplicationException>(() => Read(("Servers", "native")));

        Assert.All(["'native'", "auto", "installed", "container"], word => Assert.Contains(word, error.Message));
    }

    [Theory]
    [InlineData("--Servers=container")]
    [InlineData("--Servers=installed", "--operation", "publish", "--step", "publish")]
    public void Containers_and_published_models_are_not_changed(params string[] arguments)
    {
        var builder = DistributedApplication.CreateBuilder(arguments);
        var services = builder.Services.Count;

        builder.UseInstalledServers();

        Assert.Equal(services, builder.Services.Count);
    }

    [Theory]
    [InlineData("/data", "/data")]
    [InlineData("data", "/project/data")]
    public void Data_folder_is_relative_to_the_project(string value, string folder)
    {
        var settings = Read(("Servers", "installed"), ("Servers:Data", value));

        Assert.Equal((folder, false), (settings.DataRoot, settings.IsDefaultRoot));
    }

    [Theory]
    [InlineData("DcpPublisher:ContainerRuntime")]
    [InlineData("ASPIRE_CONTAINER_RUNTIME")]
    [InlineData("DOTNET_ASPIRE_CONTAINER_RUNTIME")]
    public void Runtime_is_the_one_that_Aspire_uses(string key) => Assert.Equal("podman", Read((key, "podman")).Runtime);

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public void Default_root_that_servers_of_root_cannot_reach_is_replaced(bool isDefault, bool isPrivileged, bool isKept)
    {
        using var folder = new TemporaryFolder();
        var home = folder.Closed("home");
        var settings = new ServerSettings(ServerMode.Installed, $"{home}/.scaleapp", isDefault, Runtime: null);

        var root = new DataFolders(settings) { IsPrivileged = isPrivileged }.Root;

        Assert.Equal(isKept, root == settings.DataRoot);
        Assert.True(isKept || root.StartsWith("/var/lib/scaleapp/", StringComparison.Ordinal), root);
    }

    private static ServerSettings Read(params (string Key, string? Value)[] settings) => ServerSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => pair.Value)).Build(),
        "/project");
}
