using Npgsql;
using StackExchange.Redis;

namespace ScaleApp.Bench.Measuring;

/// <summary>The Node.js programs in <c>bench/peers</c>.</summary>
internal static class Peers
{
    private static async Task<string> PrepareAsync(CancellationToken ct)
    {
        var folder = Find() ?? throw new BenchException("The folder bench/peers was not found above this program: run it from the repository.");
        if (IsInstalled(folder))
        {
            return folder;
        }

        Console.Error.WriteLine("Installing the packages of bench/peers ...");
        await using var npm = MeasuredProcess.Start(Programs.Find("npm"), ["ci", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"]);
        var end = await npm.EndAsync(ct);
        return IsInstalled(folder) ? folder : throw new BenchException($"npm ci in {folder} failed. {end}");
    }

    /// <summary>Starts a program of the folder over these servers: connection strings of StackExchange.Redis and, unless null, of Npgsql.</summary>
    public static async Task<MeasuredProcess> StartAsync(
        string script, string redis, string? database, IEnumerable<string> arguments, CancellationToken ct, int? port = null)
    {
        var program = Path.Combine(await PrepareAsync(ct), script);
        return MeasuredProcess.Start(Programs.Find("node"), [program, .. arguments], drain: false, new Dictionary<string, string>
        {
            ["REDIS_URL"] = RedisAddress(redis),
            ["DATABASE_URL"] = database is null ? "" : DatabaseAddress(database),
            ["PORT"] = $"{port}",
            ["NODE_ENV"] = "production",
        });
    }

    /// <summary>Starts <c>server.js</c> and waits until it listens.</summary>
    public static async Task<(MeasuredProcess Process, int Port)> StartServerAsync(string redis, string? database, CancellationToken ct)
    {
        var port = FreePort.Find();
        var process = await StartAsync("server.js", redis, database, [], ct, port);
        return (await process.ReadyAsync("listening", ct), port);
    }

    private static string DatabaseAddress(string connection)
    {
        var parts = new NpgsqlConnectionStringBuilder(connection);
        return $"postgres://{Uri.EscapeDataString(parts.Username!)}:{Uri.EscapeDataString(parts.Password!)}@{parts.Host}:{parts.Port}/{parts.Database}";
    }

    private static string RedisAddress(string connection)
    {
        var options = ConfigurationOptions.Parse(connection);
        var login = options.Password is { } password ? $":{Uri.EscapeDataString(password)}@" : "";
        return $"redis://{login}{EndPointCollection.ToString(options.EndPoints[0])}";
    }

    /// <summary>npm leaves its own lock file when it has installed what the other one says.</summary>
    private static bool IsInstalled(string folder) =>
        File.GetLastWriteTimeUtc(Path.Combine(folder, "node_modules", ".package-lock.json"))
        >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json"));

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "bench", "peers", "package.json")))
        {
            folder = folder.Parent;
        }

        return folder is null ? null : Path.Combine(folder.FullName, "bench", "peers");
    }
}
