using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using ScaleApp.Hosting;

namespace ScaleApp.Tests.Hosting.InstalledServers;

public sealed class DataFoldersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Volume_is_a_folder_named_for_the_resource() =>
        Assert.Equal(new DataFolder(_folder["cache"], IsTemporary: false), Of(redis => redis.WithDataVolume()));

    [Fact]
    public void Bind_mount_is_its_own_folder() =>
        Assert.Equal(new DataFolder(_folder["mine"], IsTemporary: false), Of(redis => redis.WithDataBindMount(_folder["mine"])));

    [Fact]
    public void Resource_without_volume_has_its_own_temporary_folder()
    {
        var folder = Of(redis => redis);

        Assert.True(folder.IsTemporary);
        Assert.StartsWith(Path.GetTempPath(), folder.Path);
        Assert.NotEqual(folder, Of(redis => redis));
    }

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

    private DataFolder Of(Func<IResourceBuilder<RedisResource>, IResourceBuilder<RedisResource>> build)
    {
        var redis = build(DistributedApplication.CreateBuilder().AddRedis("cache")).Resource;
        return new DataFolders(new ServerSettings(ServerMode.Installed, _folder.Path, IsDefaultRoot: false, Runtime: null))
            .Of(redis, "/data");
    }
}
