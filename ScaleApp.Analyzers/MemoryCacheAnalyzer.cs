using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScaleApp.Analyzers;

/// <summary>SCALE008: an entry of <c>IMemoryCache</c> that one path caches and another drops because what it holds has changed.</summary>
/// <remarks>
/// Code that removes an entry has a reason that holds on the other replicas too. A method that also fills the cache works on its own
/// entry. A class that has Redis or a message bus at hand is taken for one that tells the other replicas.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MemoryCacheAnalyzer() : ScaleAnalyzer(Rules.MemoryCache)
{
    private const string Caching = "Microsoft.Extensions.Caching.Memory";

    private protected override void Register(CompilationStartAnalysisContext context, Composition composition) =>
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (call.TargetMethod is { Name: "Remove" or "Clear" } method && IsMemoryCache(method.ContainingType)
                    && !FillsCache(call) && !ReceivesInvalidations(operation.ContainingSymbol.ContainingType))
                {
                    operation.ReportDiagnostic(Diagnostic.Create(Rule, call.NameLocation(), method.Name));
                }
            },
            OperationKind.Invocation);

    private static bool IsMemoryCache(ITypeSymbol type) => type.Name is "IMemoryCache" or "MemoryCache" && type.IsIn(Caching);

    private static bool FillsCache(IOperation remove) =>
        remove.Root().Descendants().OfType<IInvocationOperation>().Any(call =>
            call.TargetMethod.Name is "Set" or "CreateEntry" or "GetOrCreate" or "GetOrCreateAsync" && call.TargetMethod.IsIn(Caching));

    private static bool ReceivesInvalidations(INamedTypeSymbol? type) =>
        type is not null && type.GetMembers().Any(member => member switch
        {
            IFieldSymbol field => IsChannel(field.Type),
            IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => constructor.Parameters.Any(parameter => IsChannel(parameter.Type)),
            _ => false,
        });

    private static bool IsChannel(ITypeSymbol type) =>
        type.IsIn("StackExchange.Redis") || type.Name.Contains("Redis") || type.Name.Contains("MessageBus") || type.Name.Contains("Backplane");
}
