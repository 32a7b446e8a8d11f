namespace ScaleApp.Hosting.Testing;

/// <summary>A topology that a test may change before it is built.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    /// <summary>Lets the AppHost's entry point go on and returns the application that it builds, not yet started.</summary>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
