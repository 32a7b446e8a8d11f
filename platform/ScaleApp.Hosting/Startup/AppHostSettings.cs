using Microsoft.Extensions.Configuration;
using ScaleApp.Hosting.Backends;
using ScaleApp.Hosting.Postgres;

namespace ScaleApp.Hosting;

/// <summary>The settings of the host, as <c>--help</c> lists them. Each may be an argument, a variable or a line of appsettings.json.</summary>
internal static class AppHostSettings
{
    public const string Backends = "ScaleApp:Backends";
    public const string SessionAffinity = "ScaleApp:SessionAffinity";
    public const string RandomizePorts = "ScaleApp:RandomizePorts";

    /// <summary>The name of <see cref="RandomizePorts"/> in Aspire.</summary>
    private const string RandomizePortsOfAspire = "DcpPublisher:RandomizePorts";

    /// <summary>Each with what it does. One that ends in <c>*</c> stands for all that begin so.</summary>
    public static readonly IReadOnlyList<(string Key, string Meaning)> All =
    [
        (Backends, "any (default), native, or container: how Redis and PostgreSQL are run"),
        (RandomizePorts, "true takes free public ports instead of the fixed ones (false)"),
        (AppHostState.Key, "where data and generated passwords are kept (.scaleapp beside the AppHost project)"),
        (PoolBudget.MaxConnectionsKey, "PostgreSQL's max_connections, shared out over the replicas (100)"),
        ("ScaleApp:Containers:*", "RuntimeArguments: arguments for docker run or podman run"),
        ("ScaleApp:Console:*", "Logs=true shows what replicas write; Enabled=false shows nothing"),
        ("ScaleApp:Dashboard:*", "Enabled=false starts none; FrontendUrl, Token: where it is and what opens it"),
        ("ScaleApp:Otlp:*", "Endpoint: where telemetry is sent (the dashboard)"),
        ("ScaleApp:Orchestration:*", "how patient the host is with replicas"),
        ($"{SessionAffinity}:*", "<resource>=<path>: clients stay at a replica below it, by a cookie"),
        ("ScaleApp:Processes:*", "how programs are started and stopped"),
    ];

    /// <summary>How Redis and PostgreSQL are to be run.</summary>
    /// <exception cref="DistributedApplicationException">The setting has a value that is none.</exception>
    public static BackendPreference FindBackends(IConfiguration configuration) =>
        configuration[Backends]?.ToLowerInvariant() switch
        {
            null or "" or "any" => BackendPreference.Any,
            "native" => BackendPreference.Native,
            "container" => BackendPreference.Container,
            var other => throw new DistributedApplicationException(
                $"{Backends} is '{other}'; it can be any, native or container."),
        };

    /// <summary>Below which path the clients of a resource stay at a replica; null for nowhere.</summary>
    /// <exception cref="DistributedApplicationException">The setting is no path.</exception>
    public static string? FindSessionAffinity(IConfiguration configuration, string resource) => configuration[$"{SessionAffinity}:{resource}"] switch
    {
        null or "" => null,
        ['/', ..] path => path,
        var other => throw new DistributedApplicationException(
            $"{SessionAffinity}:{resource} is '{other}'; it has to be a path, which begins with a slash."),
    };

    public static bool AreRandomPortsWanted(IConfiguration configuration)
    {
        var text = configuration[RandomizePorts] ?? configuration[RandomizePortsOfAspire];
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        return bool.TryParse(text, out var value)
            ? value
            : throw new DistributedApplicationException($"{RandomizePorts} is '{text}'; it can be true or false.");
    }

    /// <summary>True for every key outside our own section: what it means is the AppHost's business.</summary>
    public static bool IsKnown(string key) =>
        !key.StartsWith("ScaleApp:", StringComparison.OrdinalIgnoreCase) || All.Any(setting => setting.Key.EndsWith('*')
            ? key.StartsWith(setting.Key[..^1], StringComparison.OrdinalIgnoreCase)
            : key.Equals(setting.Key, StringComparison.OrdinalIgnoreCase));
}
