using Microsoft.Extensions.Hosting;

namespace ScaleApp.Hosting;

/// <summary>Takes part in what an AppHost's entry point does, so that a test can run it in its own process.</summary>
internal abstract class AppHostObserver
{
    private static readonly AsyncLocal<AppHostObserver?> Present = new();

    /// <summary>Who takes part in what this thread, and what it starts, does; null outside tests.</summary>
    public static AppHostObserver? Current
    {
        get => Present.Value;
        set => Present.Value = value;
    }

    /// <summary>The entry point makes a builder; the options may still be changed.</summary>
    public abstract void OnCreating(DistributedApplicationOptions options, HostApplicationBuilderSettings settings);

    /// <summary>The entry point has described its topology and builds it. It goes on when this returns.</summary>
    public abstract void OnBuilding(DistributedApplicationBuilder builder);

    public abstract void OnBuilt(DistributedApplication application);

    /// <summary>Stands in for the running of the application, which the test starts and stops itself.</summary>
    public abstract Task RunAsync(CancellationToken cancellationToken);
}
