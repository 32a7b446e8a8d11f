using System.Data.Common;
using System.Diagnostics;
using StackExchange.Redis;

namespace ScaleApp.Bench.Measuring;

/// <summary>The Node.js programs in <c>bench/peers</c>.</summary>
internal static class Peers
{
    /// <summary>The folder, with its packages installed.</summary>
    /// <exception cref="BenchException">It is not there, or npm fails.</exception>
    public static async Task<string> PrepareAsync(CancellationToken ct)
    {
        var folder = Find() ?? throw new BenchException("The folder bench/peers was not found above this program: run it from the repository.");
        if (IsInstalled(folder))
        {
            return folder;
        }

        Console.Error.WriteLine("Installing the packages of bench/peers ...");
        var start = new ProcessStartInfo(Programs.Find("npm"))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "ci", "--no-audit", "--no-fund", "--ignore-scripts" },
        };
        using var npm = Process.Start(start)!;
        var (output, errors) = (npm.StandardOutput.ReadToEndAsync(ct), npm.StandardError.ReadToEndAsync(ct));
        await npm.WaitForExitAsync(ct);
        await output;

        return npm.ExitCode == 0 ? folder : throw new BenchException($"npm ci in {folder} failed:\n{await errors}");
    }

    /// <summary>Starts a program of the folder over these servers: connection strings of StackExchange.Redis and, unless null, of Npgsql.</summary>
    public static async Task<MeasuredProcess> StartAsync(
        string script, string redis, string? database, IEnumerable<string> arguments, CancellationToken ct, int? port = null)
    {
        var program = Path.Combine(await PrepareAsync(ct), script);
        var variables = new Dictionary<string, string> { ["REDIS_URL"] = RedisAddress(redis), ["NODE_ENV"] = "production" };
        if (database is not null)
        {
            variables.Add("DATABASE_URL", DatabaseAddress(database));
        }

        if (port is not null)
        {
            variables.Add("PORT", $"{port}");
        }

        return MeasuredProcess.Start(Programs.Find("node"), [program, .. arguments], drain: false, variables);
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
        var parts = new DbConnectionStringBuilder { ConnectionString = connection };
        string Part(string name) => Uri.EscapeDataString((string)parts[name]);
        return $"postgres://{Part("Username")}:{Part("Password")}@{parts["Host"]}:{parts["Port"]}/{Part("Database")}";
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
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var peers = Path.Combine(folder.FullName, "bench", "peers");
            if (File.Exists(Path.Combine(peers, "package.json")))
            {
                return peers;
            }
        }

        return null;
    }
}
