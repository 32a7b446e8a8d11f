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

    [Fact]
    public async Task Postgres_for_a_new_folder_is_the_newest()
    {
        Install("9", "15", "17");

        var program = await FindPostgresAsync(_folder["data"]);

        Assert.Equal(_folder["17/postgres"], program.Path);
    }

    [Fact]
    public async Task Postgres_for_old_data_is_the_version_that_wrote_it()
    {
        Install("15", "17");

        var program = await FindPostgresAsync(Data("15"));

        Assert.Equal(_folder["15/postgres"], program.Path);
    }

    public void Dispose() => _folder.Dispose();

    private InstalledPrograms Programs() => new()
    {
        Path = [_folder["bin"]],
        VersionedFolders = Directory.GetDirectories(_folder.Path),
    };

    private Task<ServerProgram> FindPostgresAsync(string folder) =>
        InstalledPostgres.Instance.FindProgramAsync(Programs(), folder, CancellationToken.None);

    private void Install(params string[] versions)
    {
        foreach (var version in versions)
        {
            _folder.Script($"{version}/initdb", "");
            _folder.Script($"{version}/postgres", $"echo 'postgres (PostgreSQL) {version}.4 (Debian {version}.4-1)'");
        }
    }

    private string Data(string version)
    {
        Directory.CreateDirectory(_folder["old/data"]);
        File.WriteAllText(_folder["old/data/PG_VERSION"], $"{version}\n");

        return _folder["old"];
    }
}
