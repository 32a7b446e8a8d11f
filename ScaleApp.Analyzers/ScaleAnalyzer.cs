using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ScaleApp.Analyzers;

/// <summary>Base of every rule: runs concurrently, leaves generated code out, and looks only at programs of which replicas run.</summary>
public abstract class ScaleAnalyzer(DiagnosticDescriptor rule) : DiagnosticAnalyzer
{
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(rule);

    private protected DiagnosticDescriptor Rule => SupportedDiagnostics[0];

    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            var composition = Composition.Of(start.Compilation);
            if (composition.HasReplicas)
            {
                Register(start, composition);
            }
        });
    }

    private protected abstract void Register(CompilationStartAnalysisContext context, Composition composition);
}
