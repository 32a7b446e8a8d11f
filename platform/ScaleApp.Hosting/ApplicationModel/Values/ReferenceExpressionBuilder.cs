using System.Runtime.CompilerServices;
using System.Text;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>Puts a <see cref="ReferenceExpression"/> together piece by piece.</summary>
public sealed class ReferenceExpressionBuilder
{
    private readonly StringBuilder _format = new();
    private readonly List<IValueProvider> _providers = [];
    private readonly List<string> _expressions = [];
    private readonly List<string?> _formats = [];

    public bool IsEmpty => _format.Length == 0;

    /// <summary>Adds text as it stands; braces in it are text.</summary>
    public void AppendLiteral(string value) =>
        _format.Append(value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));

    /// <summary>Adds text that is already known.</summary>
    public void AppendFormatted(string? value) => AppendLiteral(value ?? string.Empty);

    /// <inheritdoc cref="AppendFormatted(string?)"/>
    public void AppendFormatted(string? value, string format) =>
        AppendLiteral(format == "uri" ? Uri.EscapeDataString(value ?? string.Empty) : value ?? string.Empty);

    /// <summary>Adds a value that is filled in later.</summary>
    /// <param name="valueProvider">Where the value comes from.</param>
    /// <param name="format">Null to put it in as it is, <c>uri</c> to escape it for a URI.</param>
    public void AppendFormatted<T>(T valueProvider, string? format = null)
        where T : IValueProvider, IManifestExpressionProvider
    {
        AppendValueProvider(valueProvider, format);
    }

    /// <summary>Adds an interpolated string.</summary>
    public void Append([InterpolatedStringHandlerArgument("")] in ReferenceExpressionBuilderInterpolatedStringHandler handler) =>
        handler.Complete(this);

    public ReferenceExpression Build() =>
        ReferenceExpression.Create(_format.ToString(), [.. _providers], _expressions, _formats);

    internal void AppendValueProvider(object valueProvider, string? format)
    {
        ArgumentNullException.ThrowIfNull(valueProvider);

        _format.Append('{').Append(_providers.Count).Append('}');
        _providers.Add((IValueProvider)valueProvider);
        _expressions.Add(((IManifestExpressionProvider)valueProvider).ValueExpression);
        _formats.Add(format);
    }
}
