using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ScaleApp.Analyzers;

/// <summary>Reads how long a timer waits from the expression that says so.</summary>
internal static class Interval
{
    private const double Minute = 60_000;

    /// <summary>A minute or longer, in units of minutes or more, or the time that is left until a time of day.</summary>
    public static bool IsSchedule(IOperation period, CancellationToken ct)
    {
        var expression = (ExpressionSyntax)period.Syntax;
        return Milliseconds(expression, period.SemanticModel!, ct) >= Minute;
    }

    private static double? Milliseconds(SyntaxNode? expression, SemanticModel model, CancellationToken ct) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: { } value } => Number(value),
        ParenthesizedExpressionSyntax inner => Milliseconds(inner.Expression, model, ct),
        CastExpressionSyntax cast => Milliseconds(cast.Expression, model, ct),
        BinaryExpressionSyntax product when product.IsKind(SyntaxKind.MultiplyExpression) =>
            Milliseconds(product.Left, model, ct) * Milliseconds(product.Right, model, ct),
        BinaryExpressionSyntax difference when difference.IsKind(SyntaxKind.SubtractExpression) && SaysNow(difference.Right) => double.PositiveInfinity,
        InvocationExpressionSyntax call when call.Name()?.Identifier.ValueText is { } method && Unit(method) is { } unit && call.ArgumentList.Arguments.Count > 0 =>
            Milliseconds(call.ArgumentList.Arguments[0].Expression, model, ct) is { } count ? count * unit : unit >= Minute ? unit : null,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "TotalMilliseconds" } total => Milliseconds(total.Expression, model, ct),
        IdentifierNameSyntax or MemberAccessExpressionSyntax when model.SyntaxTree == expression.SyntaxTree =>
            Milliseconds(model.GetSymbolInfo(expression, ct).Symbol?.Initialiser(ct), model, ct),
        _ => null,
    };

    private static double? Unit(string method) => method switch
    {
        "FromMilliseconds" => 1,
        "FromSeconds" => 1_000,
        "FromMinutes" => Minute,
        "FromHours" => 60 * Minute,
        "FromDays" => 24 * 60 * Minute,
        _ => null,
    };

    private static double? Number(object value) => value switch
    {
        int number => number,
        long number => number,
        double number => number,
        _ => null,
    };

    private static bool SaysNow(ExpressionSyntax expression) => expression.ToString().IndexOf("now", StringComparison.OrdinalIgnoreCase) >= 0;
}
