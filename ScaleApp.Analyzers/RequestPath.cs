using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ScaleApp.Analyzers;

/// <summary>Tells code that answers requests: endpoints, controllers, pages, hubs, middleware, and what is made for each request.</summary>
internal static class RequestPath
{
    private static readonly string[] Bases = ["ControllerBase", "PageModel", "Hub", "ViewComponent", "IMiddleware"];

    private static readonly string[] RequestTypes = ["HttpContext", "HttpRequest", "HttpResponse", "IFormFile", "IFormFileCollection", "IFormCollection"];

    public static bool Contains(IOperation operation, ISymbol containing, Composition composition) =>
        containing is IMethodSymbol method
        && (HasRequest(method) || IsInLambdaOfEndpoint(operation)
            || (method.ContainingType is { } type && !type.IsHostedService()
                && (type.SelfAndBases().Concat(type.AllInterfaces).Any(known => Bases.Contains(known.Name) && IsAspNetCore(known))
                    || composition.IsScoped(type)
                    || (composition.IsSingleton(type) && TakesContent(method))
                    || (method.IsStatic && composition.IsEndpoint(method)))));

    private static bool HasRequest(IMethodSymbol method) =>
        method.Parameters.Any(parameter => RequestTypes.Contains(parameter.Type.Name) && IsAspNetCore(parameter.Type));

    // A service of the whole process is used by jobs as well; one that is handed content to keep is used for uploads.
    private static bool TakesContent(IMethodSymbol method) =>
        method.Parameters.Any(parameter => parameter.Type is { Name: "Stream" or "ReadOnlyMemory" } or IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte });

    private static bool IsInLambdaOfEndpoint(IOperation operation) =>
        operation.Ancestors().OfType<IAnonymousFunctionOperation>().Any(lambda =>
            HasRequest(lambda.Symbol)
            || lambda.Ancestors().OfType<IInvocationOperation>().FirstOrDefault() is { TargetMethod: { } target }
                && target.Name.StartsWith("Map", StringComparison.Ordinal) && IsAspNetCore(target.ContainingType));

    private static bool IsAspNetCore(ITypeSymbol type) =>
        type.ContainingNamespace?.ToDisplayString().StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) == true;
}
