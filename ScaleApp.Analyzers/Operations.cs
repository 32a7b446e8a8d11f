using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ScaleApp.Analyzers;

/// <summary>Walks through operations.</summary>
internal static class Operations
{
    /// <summary>The body or initialiser that holds the operation, lambdas included.</summary>
    public static IOperation Root(this IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    public static IEnumerable<IOperation> Ancestors(this IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            yield return parent;
        }
    }

    public static IOperation Unwrapped(this IOperation operation)
    {
        while (operation is IConversionOperation conversion)
        {
            operation = conversion.Operand;
        }

        return operation;
    }

    /// <summary>The field or property that is read, through conversions and parentheses.</summary>
    public static ISymbol? Member(this IOperation? operation) => operation?.Unwrapped() switch
    {
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation { Property.IsIndexer: false } property => property.Property,
        _ => null,
    };

    /// <summary>The expression that a local variable, field or property starts with.</summary>
    public static SyntaxNode? Initialiser(this ISymbol symbol, CancellationToken ct) =>
        symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(ct) switch
        {
            Microsoft.CodeAnalysis.CSharp.Syntax.VariableDeclaratorSyntax variable => variable.Initializer?.Value,
            Microsoft.CodeAnalysis.CSharp.Syntax.PropertyDeclarationSyntax property => property.Initializer?.Value ?? property.ExpressionBody?.Expression,
            _ => null,
        };
}
