namespace ScaleApp.Hosting;

/// <summary>What is being done with the topology.</summary>
public sealed class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    private IServiceProvider? _serviceProvider;

    public DistributedApplicationOperation Operation { get; } = operation;

    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>Never true here: this host runs topologies and does not publish them.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;

    /// <exception cref="InvalidOperationException">The application is not built yet.</exception>
    public IServiceProvider ServiceProvider
    {
        get => _serviceProvider ?? throw new InvalidOperationException("There are services only once the application is built.");
        internal set => _serviceProvider = value;
    }
}

/// <summary>What can be done with a topology.</summary>
public enum DistributedApplicationOperation
{
    Run,
    Publish,
}
