using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ScaleApp.Analyzers;

/// <summary>Names and places in syntax.</summary>
internal static class Syntax
{
    /// <summary>The name of the method that is called: <c>AddSession</c> of <c>services.AddSession()</c>.</summary>
    public static SimpleNameSyntax? Name(this InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        SimpleNameSyntax name => name,
        _ => null,
    };

    /// <summary>The identifier of a type or method, without namespace and type arguments.</summary>
    public static string? RightmostName(this ExpressionSyntax expression) => expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        NullableTypeSyntax nullable => nullable.ElementType.RightmostName(),
        _ => null,
    };

    /// <summary>Where to report a call: at its name, not at the whole chain before it.</summary>
    public static Location NameLocation(this IInvocationOperation call) =>
        ((call.Syntax as InvocationExpressionSyntax)?.Name() ?? call.Syntax).GetLocation();
}
