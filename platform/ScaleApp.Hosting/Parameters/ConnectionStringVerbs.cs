using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>Adds servers that run outside the topology.</summary>
public static class ConnectionStringVerbs
{
    /// <summary>Adds a connection string that is read from <c>ConnectionStrings:{name}</c> in the AppHost's configuration.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="name">The name.</param>
    /// <param name="environmentVariableName">The variable that carries it to others; null for <c>ConnectionStrings__{name}</c>.</param>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, string? environmentVariableName = null) =>
        builder.AddResource(new ConfiguredConnectionStringResource(
            name, () => builder.Configuration[$"ConnectionStrings:{name}"], environmentVariableName));

    /// <summary>Adds a connection string that is put together from values of the topology.</summary>
    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name, ReferenceExpression connectionStringExpression)
    {
        var connection = builder.AddResource(new ConnectionStringResource(name, connectionStringExpression));
        connection.RelateTo(connectionStringExpression);
        return connection;
    }

    /// <inheritdoc cref="AddConnectionString(IDistributedApplicationBuilder, string, ReferenceExpression)"/>
    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(
        this IDistributedApplicationBuilder builder, string name,
        Action<ReferenceExpressionBuilder> connectionStringBuilder)
    {
        var expression = new ReferenceExpressionBuilder();
        connectionStringBuilder(expression);
        return builder.AddConnectionString(name, expression.Build());
    }
}
