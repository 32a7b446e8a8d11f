using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using ScaleApp.Dashboard;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Dashboard;

/// <summary>Whether there is a dashboard, and where: settled before anything starts, so that every replica can be told.</summary>
internal sealed class DashboardEndpoint
{
    public const string Section = "ScaleApp:Dashboard";

    private const int KeyBytes = 24;

    private readonly IConfigurationSection _settings;

    public DashboardEndpoint(IConfiguration configuration, IHostEnvironment host, DistributedApplicationOptions options)
    {
        _settings = configuration.GetSection(Section);
        IsEnabled = _settings["Enabled"] is { Length: > 0 } text
            ? bool.TryParse(text, out var wanted)
                ? wanted
                : throw new DistributedApplicationException($"{Section}:Enabled is '{text}'; it can be true or false.")
            : !options.DisableDashboard;
        if (!IsEnabled)
        {
            return;
        }

        OtlpUrl = $"http://127.0.0.1:{TargetPorts.Shared.Next()}";
        ApiKey = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
        FrontendUrl = _settings[nameof(DashboardOptions.FrontendUrl)] ?? DefaultFrontend(configuration);
        ApplicationName = options.DashboardApplicationName ?? NameOf(host.ApplicationName);
    }

    /// <summary>True unless the application or its settings say otherwise; in tests only where they ask for it.</summary>
    public bool IsEnabled { get; }

    /// <summary>Where replicas send telemetry to, as OTLP over HTTP.</summary>
    public string OtlpUrl { get; } = "";

    /// <summary>What they prove with that they are ours; a new one for each run.</summary>
    public string ApiKey { get; } = "";

    public string FrontendUrl { get; } = "";

    private string ApplicationName { get; } = "";

    /// <summary>The dashboard's settings: those of this section, with what was settled here.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings(string? redis)
    {
        var given = _settings.AsEnumerable(makePathsRelative: true)
            .Where(setting => setting.Value is not null)
            .ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase);
        given.TryAdd(nameof(DashboardOptions.ApplicationName), ApplicationName);
        given.TryAdd(nameof(DashboardOptions.Redis), redis);
        given[nameof(DashboardOptions.FrontendUrl)] = FrontendUrl;
        given["Otlp:HttpUrl"] = OtlpUrl;
        given["Otlp:ApiKey"] = ApiKey;
        // One way in is enough for what we start ourselves.
        given.TryAdd("Otlp:GrpcUrl", "");

        return given.Select(setting => KeyValuePair.Create($"{DashboardOptions.Section}:{setting.Key}", setting.Value));
    }

    /// <summary>The application's name: that of its AppHost project without what says that it is one.</summary>
    private static string NameOf(string project) =>
        project.EndsWith(".AppHost", StringComparison.OrdinalIgnoreCase) ? project[..^".AppHost".Length] : project;

    /// <summary>The port that bookmarks know, unless another dashboard has it.</summary>
    private static string DefaultFrontend(IConfiguration configuration)
    {
        var usual = new DashboardOptions().FrontendUrl;
        var isFree = !AppHostSettings.AreRandomPortsWanted(configuration) && TargetPorts.IsFree(usual.Port);
        return isFree ? usual.ToString() : $"http://localhost:{TargetPorts.Shared.Next()}";
    }
}
