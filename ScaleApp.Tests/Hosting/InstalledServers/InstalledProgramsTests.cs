namespace ScaleApp.Tests.Hosting.InstalledServers;

public sealed class InstalledProgramsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Redis_is_found_before_Valkey()
    {
        var valkey = _folder.Script("bin/valkey-server", "");
        Assert.Equal(valkey, Programs().FindRedis());

        var redis = _folder.Script("bin/redis-server", "");
        Assert.Equal(redis, Programs().FindRedis());
    }

    [Theory]
    [InlineData(null, "17")]
    [InlineData("15", "15")]
    public async Task Postgres_is_the_newest_or_what_wrote_the_data(string? writtenBy, string expected)
    {
        foreach (var version in (string[])["9", "15", "17"])
        {
            _folder.Script($"{version}/initdb", "");
            _folder.Script($"{version}/postgres", $"echo 'postgres (PostgreSQL) {version}.4 (Debian {version}.4-1)'");
        }

        if (writtenBy is not null)
        {
            Directory.CreateDirectory(_folder["old/data"]);
            await File.WriteAllTextAsync(_folder["old/data/PG_VERSION"], $"{writtenBy}\n");
        }

        var program = await InstalledPostgres.Instance.FindProgramAsync(Programs(), _folder["old"], CancellationToken.None);

        Assert.Equal(_folder[$"{expected}/postgres"], program.Path);
    }

    public void Dispose() => _folder.Dispose();

    private InstalledPrograms Programs() => new()
    {
        Path = [_folder["bin"]],
        VersionedFolders = Directory.GetDirectories(_folder.Path),
    };
}
