namespace ScaleApp.Hosting;

/// <summary>How an application is built.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>Command-line arguments; they become configuration.</summary>
#pragma warning disable CA1819 // The name and type are those that AppHosts use.
    public string[]? Args { get; set; }
#pragma warning restore CA1819

    /// <summary>The assembly that describes the topology; the entry assembly when null.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Starts no dashboard; false.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Shows what replicas write on the console as well; false.</summary>
    public bool EnableResourceLogging { get; set; }

    /// <summary>The name shown for the application; the AppHost project's when null.</summary>
    public string? DashboardApplicationName { get; set; }

    /// <summary>The folder that relative paths start from; the AppHost project's, else the current one, when null.</summary>
    public string? ProjectDirectory { get; set; }
}
