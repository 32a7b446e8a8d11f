namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>A connection string that is put together from values of the topology.</summary>
public sealed class ConnectionStringResource(string name, ReferenceExpression connectionStringExpression)
    : Resource(name), IResourceWithConnectionString, IResourceWithoutLifetime
{
    public ReferenceExpression ConnectionStringExpression { get; } = connectionStringExpression;
}

/// <summary>A connection string from the AppHost's configuration.</summary>
internal sealed class ConfiguredConnectionStringResource(
    string name, Func<string?> connectionString, string? environmentVariableName)
    : Resource(name), IResourceWithConnectionString, IResourceWithoutLifetime
{
    public string? ConnectionStringEnvironmentVariable { get; } = environmentVariableName;

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{connectionString()}");

    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        new(connectionString());
}
