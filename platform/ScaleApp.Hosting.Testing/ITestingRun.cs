namespace ScaleApp.Hosting.Testing;

/// <summary>What stands behind a <see cref="TestingBuilder"/>: an AppHost's entry point, or nothing but the test.</summary>
internal interface ITestingRun
{
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken);

    /// <summary>Gives up a builder from which nothing was built.</summary>
    Task AbandonAsync();
}
