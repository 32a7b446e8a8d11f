using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ScaleApp.Analyzers;

/// <summary>SCALE003: static state that changes at run time, and singletons that accumulate.</summary>
/// <remarks>
/// Reported at the field or property, once. A static of another type is reported where it is written. What counts as a change
/// is in <see cref="StateWrite"/>, what counts as data in <see cref="StateType"/>: memoised results, start-up, lazy
/// initialisation, and handles of the process (locks, connections, services) are left alone.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StateAnalyzer() : ScaleAnalyzer(Rules.State)
{
    private protected override void Register(CompilationStartAnalysisContext context, Composition composition)
    {
        context.RegisterSymbolStartAction(symbol => AnalyzeType(symbol, composition), SymbolKind.NamedType);
        context.RegisterOperationAction(
            operation =>
            {
                if (StateWrite.MemberOf(operation.Operation, operation.ContainingSymbol) is { IsStatic: true } member
                    && !IsWithin(operation.ContainingSymbol, member.ContainingType) && IsState(member, composition))
                {
                    operation.ReportDiagnostic(Finding(member, operation.ContainingSymbol, operation.Operation.Syntax.GetLocation()));
                }
            },
            StateWrite.Kinds);
    }

    private void AnalyzeType(SymbolStartAnalysisContext context, Composition composition)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!type.GetMembers().Any(member => IsState(member, composition)))
        {
            return;
        }

        var writers = new ConcurrentDictionary<ISymbol, ISymbol>(SymbolEqualityComparer.Default);
        context.RegisterOperationAction(
            operation =>
            {
                if (StateWrite.MemberOf(operation.Operation, operation.ContainingSymbol) is { } member
                    && SymbolEqualityComparer.Default.Equals(member.ContainingType, type) && IsState(member, composition))
                {
                    writers.TryAdd(member, operation.ContainingSymbol);
                }
            },
            StateWrite.Kinds);
        context.RegisterSymbolEndAction(end =>
        {
            foreach (var written in writers)
            {
                end.ReportDiagnostic(Finding(written.Key, written.Value, written.Key.Locations[0]));
            }
        });
    }

    private Diagnostic Finding(ISymbol member, ISymbol writer, Location location) =>
        Diagnostic.Create(Rule, location, member.IsStatic ? "Static" : $"Singleton '{member.ContainingType.Name}':", member.Name, writer.Name);

    private static bool IsState(ISymbol member, Composition composition)
    {
        var type = member switch
        {
            IFieldSymbol { IsConst: false, IsImplicitlyDeclared: false } field => field.Type,
            IPropertySymbol { IsIndexer: false } property => property.Type,
            _ => null,
        };
        if (type is null || member.DeclaringSyntaxReferences.IsEmpty || member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ThreadStaticAttribute"))
        {
            return false;
        }

        return member.IsStatic
            ? StateType.IsCollection(type) ? StateType.HoldsData(type) : StateType.IsData(type)
            : StateType.IsCollection(type) && StateType.HoldsData(type)
                && !member.ContainingType.IsHostedService() && composition.IsSingleton(member.ContainingType);
    }

    private static bool IsWithin(ISymbol symbol, INamedTypeSymbol type)
    {
        for (var current = symbol.ContainingType; current is not null; current = current.ContainingType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, type))
            {
                return true;
            }
        }

        return false;
    }
}
