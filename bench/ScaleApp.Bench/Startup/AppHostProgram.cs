using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Startup;

/// <summary>The built AppHost, with data of its own and random ports, so that it runs beside another.</summary>
/// <param name="path">The program.</param>
/// <param name="data">The folder for the data of Redis and PostgreSQL.</param>
/// <param name="usesBuiltPrograms">False starts every replica with <c>dotnet run</c>, as Aspire does by itself.</param>
internal sealed class AppHostProgram(string path, string data, bool usesBuiltPrograms)
{
    // As in the launch profile `http`.
    private static readonly KeyValuePair<string, string>[] Settings =
    [
        WithoutWriteXorExecute,
        new("DOTNET_hostBuilder__reloadConfigOnChange", "false"),
        new("DOTNET_ENVIRONMENT", "Development"),
        new("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
        new("ASPNETCORE_URLS", "http://127.0.0.1:0"),
        new("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://127.0.0.1:0"),
        new("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "http://127.0.0.1:0"),
    ];

    /// <summary>As ./run.sh and ./test.sh start .NET.</summary>
    public static KeyValuePair<string, string> WithoutWriteXorExecute => new("DOTNET_EnableWriteXorExecute", "0");

    public MeasuredProcess Start(ProcessTree tree) => MeasuredProcess.Start(
        path, Arguments(data, usesBuiltPrograms), drain: false, new Dictionary<string, string>([.. Settings, tree.Mark]));

    /// <summary>What the AppHost is started with, as a program and in a test.</summary>
    public static string[] Arguments(string data, bool usesBuiltPrograms = true) =>
    [
        "--DcpPublisher:RandomizePorts=true", $"--Servers:Data={data}", $"--BuiltPrograms:Enabled={usesBuiltPrograms}",
    ];

    /// <summary>Beside this program in the build's output folders.</summary>
    /// <exception cref="BenchException">It is not built.</exception>
    public static string Find(FileInfo? given)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var path = given?.FullName ?? Path.Combine(here.Parent!.Parent!.FullName, "ScaleApp.AppHost", here.Name, "ScaleApp.AppHost");
        return File.Exists(path)
            ? path
            : throw new BenchException($"'{path}' does not exist. Build it: dotnet build ScaleApp.AppHost -c {here.Name}");
    }
}
