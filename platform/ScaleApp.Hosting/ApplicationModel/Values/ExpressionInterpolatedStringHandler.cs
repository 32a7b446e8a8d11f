using System.Runtime.CompilerServices;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Turns an interpolated string into a <see cref="ReferenceExpression"/>. The compiler calls it.</summary>
[InterpolatedStringHandler]
public readonly ref struct ExpressionInterpolatedStringHandler
{
    private readonly ReferenceExpressionBuilder _builder;

    public ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        _ = (literalLength, formattedCount);
        _builder = new ReferenceExpressionBuilder();
    }

    public void AppendLiteral(string value) => _builder.AppendLiteral(value);

    public void AppendFormatted(string? value) => _builder.AppendFormatted(value);

    public void AppendFormatted(string? value, string format) => _builder.AppendFormatted(value, format);

    public void AppendFormatted<T>(T valueProvider)
        where T : IValueProvider, IManifestExpressionProvider => _builder.AppendValueProvider(valueProvider, null);

    public void AppendFormatted<T>(T valueProvider, string format)
        where T : IValueProvider, IManifestExpressionProvider => _builder.AppendValueProvider(valueProvider, format);

    public void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
        where T : IResource, IValueProvider, IManifestExpressionProvider =>
        _builder.AppendValueProvider(valueProvider.Resource, null);

    public void AppendFormatted<T>(IResourceBuilder<T> valueProvider, string format)
        where T : IResource, IValueProvider, IManifestExpressionProvider =>
        _builder.AppendValueProvider(valueProvider.Resource, format);

    internal ReferenceExpression GetExpression() => _builder.Build();
}

/// <summary>Adds an interpolated string to a <see cref="ReferenceExpressionBuilder"/>. The compiler calls it.</summary>
[InterpolatedStringHandler]
public readonly ref struct ReferenceExpressionBuilderInterpolatedStringHandler
{
    private readonly ReferenceExpressionBuilder _builder;

    public ReferenceExpressionBuilderInterpolatedStringHandler(
        int literalLength, int formattedCount, ReferenceExpressionBuilder builder)
    {
        _ = (literalLength, formattedCount);
        _builder = builder;
    }

    public void AppendLiteral(string value) => _builder.AppendLiteral(value);

    public void AppendFormatted(string? value) => _builder.AppendFormatted(value);

    public void AppendFormatted(string? value, string format) => _builder.AppendFormatted(value, format);

    public void AppendFormatted<T>(T valueProvider)
        where T : IValueProvider, IManifestExpressionProvider => _builder.AppendValueProvider(valueProvider, null);

    public void AppendFormatted<T>(T valueProvider, string format)
        where T : IValueProvider, IManifestExpressionProvider => _builder.AppendValueProvider(valueProvider, format);

    /// <summary>Everything is in the builder already: it only has to be the right one.</summary>
    internal void Complete(ReferenceExpressionBuilder builder)
    {
        if (!ReferenceEquals(builder, _builder))
        {
            throw new InvalidOperationException("The string was put together for another builder.");
        }
    }
}
