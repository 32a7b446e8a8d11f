using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScaleApp.Analyzers;

/// <summary>Base of the rules about composition: a registration that keeps state in the replica, without one that shares it.</summary>
/// <remarks>
/// Only applications are judged: a library registers one part, and the application may register the other. The check runs
/// with each call, not at the end of the compilation, so that it also answers while the developer types.
/// </remarks>
public abstract class RegistrationAnalyzer(DiagnosticDescriptor rule) : ScaleAnalyzer(rule)
{
    private protected sealed override void Register(CompilationStartAnalysisContext context, Composition composition) =>
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (Judge(call, composition) is { } arguments && composition.IsApplication)
                {
                    operation.ReportDiagnostic(Diagnostic.Create(Rule, call.NameLocation(), arguments));
                }
            },
            OperationKind.Invocation);

    /// <summary>The arguments of the message, or null where the call is right.</summary>
    private protected abstract object[]? Judge(IInvocationOperation call, Composition composition);
}
