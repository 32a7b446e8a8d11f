using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScaleApp.Analyzers;

/// <summary>SCALE009: logs to files, where nothing logs to the console as well.</summary>
/// <remarks>
/// AddProvider may add any provider, so it silences. Sinks that are configured in appsettings.json or nlog.config are not seen: the compiler does not read them.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LogFileAnalyzer() : ScaleAnalyzer(Rules.LogFile)
{
    private protected override void Register(CompilationStartAnalysisContext context, Composition composition)
    {
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (IsFileSink(call.TargetMethod) && !LogsToConsole(composition))
                {
                    operation.ReportDiagnostic(Diagnostic.Create(Rule, call.NameLocation(), call.TargetMethod.Name));
                }
            },
            OperationKind.Invocation);
        context.RegisterOperationAction(
            operation =>
            {
                if (operation.Operation.Type is INamedTypeSymbol type && type.SelfAndBases().Any(IsFileTarget) && !LogsToConsole(composition))
                {
                    operation.ReportDiagnostic(Diagnostic.Create(Rule, operation.Operation.Syntax.GetLocation(), type.Name));
                }
            },
            OperationKind.ObjectCreation);
    }

    private static bool IsFileSink(IMethodSymbol method) => method.Name switch
    {
        "File" or "RollingFile" => Receiver(method) == "LoggerSinkConfiguration",
        "AddFile" or "AddRollingFile" or "AddLog4Net" => Receiver(method) is "ILoggingBuilder" or "ILoggerFactory",
        _ => false,
    };

    private static bool IsFileTarget(INamedTypeSymbol type) => type.Is("NLog.Targets", "FileTarget") || type.Is("log4net.Appender", "FileAppender");

    private static string? Receiver(IMethodSymbol method) => (method.ReducedFrom ?? method).Parameters.FirstOrDefault()?.Type.Name;

    private static bool LogsToConsole(Composition composition) =>
        composition.Calls("AddProvider", "Console", "AddConsole", "AddSimpleConsole", "AddJsonConsole", "AddSystemdConsole", "ColoredConsole");
}
