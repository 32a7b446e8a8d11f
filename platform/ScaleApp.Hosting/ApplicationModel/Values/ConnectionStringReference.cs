namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>A connection string that somebody was promised.</summary>
internal sealed class ConnectionStringReference(
    IValueProvider value, IResourceWithConnectionString resource, bool optional)
    : IValueProvider, IManifestExpressionProvider, IValueWithReferences
{
    public string ValueExpression => resource.ValueExpression;

    public IEnumerable<object> References => [resource];

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        GetValueAsync(new ValueProviderContext(), cancellationToken);

    /// <exception cref="DistributedApplicationException">There is none, and it is not optional.</exception>
    public async ValueTask<string?> GetValueAsync(
        ValueProviderContext context, CancellationToken cancellationToken = default)
    {
        var connectionString = await value.GetValueAsync(context, cancellationToken).ConfigureAwait(false);
        return !string.IsNullOrEmpty(connectionString) || optional
            ? connectionString
            : throw new DistributedApplicationException(
                $"The resource '{resource.Name}' has no connection string. Set ConnectionStrings:{resource.Name} in the "
                + "AppHost's configuration.");
    }
}
