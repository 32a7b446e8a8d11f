namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>A value that may be known only once the topology runs.</summary>
public interface IValueProvider
{
    /// <summary>The value, waiting until it is known.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);

    /// <summary>The value as a given replica sees it.</summary>
    ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) =>
        GetValueAsync(cancellationToken);
}

/// <summary>How a value is written in a description of the topology.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>Such as <c>{api.bindings.http.url}</c>.</summary>
    string ValueExpression { get; }
}

/// <summary>Says which resources and values a value is made from.</summary>
public interface IValueWithReferences
{
    IEnumerable<object> References { get; }
}
