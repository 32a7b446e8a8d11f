using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScaleApp.Analyzers;

/// <summary>SCALE006: a timer or a loop of delays in a hosted service that looks like a schedule.</summary>
/// <remarks>
/// A schedule waits a minute or longer, or until a time of day. What polls more often (a heartbeat, a queue) usually has to run on
/// every replica. A delay after an exception is a back-off. A class that takes a lock or a lease first has thought of it, and one
/// that is named a monitor, a heartbeat or the like looks after its own replica.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ScheduleAnalyzer() : ScaleAnalyzer(Rules.Schedule)
{
    private static readonly string[] OfTheReplica = ["Monitor", "Heartbeat", "Health", "Waiter", "Watcher", "Probe", "Metric", "Warm"];

    private static readonly string[] Exclusive = ["Lease", "Leader", "AcquireLock", "TryAcquire", "LockTake", "AdvisoryLock"];

    private protected override void Register(CompilationStartAnalysisContext context, Composition composition) =>
        context.RegisterOperationAction(
            operation =>
            {
                var type = operation.ContainingSymbol.ContainingType;
                if (Period(operation.Operation) is ({ } name, { } period) && type.IsHostedService() && !OfTheReplica.Any(type.Name.Contains)
                    && Interval.IsSchedule(period, operation.CancellationToken) && !IsExclusive(type, operation.CancellationToken))
                {
                    operation.ReportDiagnostic(Diagnostic.Create(Rule, operation.Operation.Syntax.GetLocation(), name, type.Name));
                }
            },
            OperationKind.Invocation,
            OperationKind.ObjectCreation);

    private static (string Name, IOperation Period)? Period(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { Name: "Delay", ContainingType.Name: "Task" } method } call
            when method.IsIn("System.Threading.Tasks") && call.Ancestors().Any(parent => parent is ILoopOperation)
                && !call.Ancestors().Any(parent => parent is ICatchClauseOperation) => ("Task.Delay", call.Arguments[0].Value),
        IInvocationOperation { TargetMethod: { Name: "CreateTimer", ContainingType.Name: "TimeProvider" } } call => ("CreateTimer", call.Arguments[3].Value),
        IObjectCreationOperation { Arguments.Length: > 0 } timer when timer.Type.Is("System.Threading", "PeriodicTimer") => ("PeriodicTimer", timer.Arguments[0].Value),
        IObjectCreationOperation { Arguments.Length: 4 } timer when timer.Type.Is("System.Threading", "Timer") => ("Timer", timer.Arguments[3].Value),
        IObjectCreationOperation { Arguments.Length: 1 } timer when timer.Type.Is("System.Timers", "Timer") => ("Timer", timer.Arguments[0].Value),
        _ => null,
    };

    private static bool IsExclusive(INamedTypeSymbol type, CancellationToken ct) =>
        type.DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax(ct).DescendantNodes()).OfType<SimpleNameSyntax>()
            .Any(name => Exclusive.Any(name.Identifier.ValueText.Contains));
}
