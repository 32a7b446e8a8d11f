using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScaleApp.Analyzers;

/// <summary>SCALE010: a lock of the process that is held while shared data is written.</summary>
/// <remarks>
/// Only a lock that requests have in common counts: static, or a field of a singleton. Reads under a lock are left alone:
/// they keep this replica from asking twice, which is right on every replica.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ProcessLockAnalyzer() : ScaleAnalyzer(Rules.ProcessLock)
{
    private protected override void Register(CompilationStartAnalysisContext context, Composition composition)
    {
        context.RegisterOperationAction(
            operation =>
            {
                var statement = (ILockOperation)operation.Operation;
                if (SharedWrite(statement.Body.Descendants()) is { } write && IsCommon(Source(statement.LockedValue), composition))
                {
                    var location = ((LockStatementSyntax)statement.Syntax).Expression.GetLocation();
                    operation.ReportDiagnostic(Diagnostic.Create(Rule, location, statement.LockedValue.Syntax.ToString(), write));
                }
            },
            OperationKind.Lock);
        context.RegisterOperationAction(
            operation =>
            {
                var wait = (IInvocationOperation)operation.Operation;
                if (wait.TargetMethod.Name is "Wait" or "WaitAsync" && wait.Instance is { } semaphore && semaphore.Type.Is("System.Threading", "SemaphoreSlim")
                    && SharedWrite(wait.Root().Descendants().Where(after => after.Syntax.SpanStart > wait.Syntax.Span.End)) is { } write
                    && Source(semaphore) is { } source && IsCommon(source, composition) && AdmitsOne(source, operation.CancellationToken))
                {
                    operation.ReportDiagnostic(Diagnostic.Create(Rule, wait.Syntax.GetLocation(), semaphore.Syntax.ToString(), write));
                }
            },
            OperationKind.Invocation);
    }

    /// <summary>The field behind a lock, also of a lock that a local took from a dictionary of locks.</summary>
    private static ISymbol? Source(IOperation locked) => locked.Unwrapped() switch
    {
        ILocalReferenceOperation local => local.Root().Descendants().OfType<IVariableDeclaratorOperation>()
            .FirstOrDefault(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local.Local))?
            .GetVariableInitializer()?.Value is { } value && value is not ILocalReferenceOperation ? Source(value) : null,
        IInvocationOperation { TargetMethod.Name: "GetOrAdd", Instance: { } dictionary } => dictionary.Member(),
        var other => other.Member(),
    };

    private static bool IsCommon(ISymbol? source, Composition composition) =>
        source is not null && (source.IsStatic || composition.IsSingleton(source.ContainingType));

    private static bool AdmitsOne(ISymbol source, CancellationToken ct) => source.Initialiser(ct) switch
    {
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } => arguments[0].ToString() == "1",
        // A dictionary of semaphores: one a key, and each admits one.
        BaseObjectCreationExpressionSyntax or CollectionExpressionSyntax => true,
        _ => false,
    };

    private static string? SharedWrite(IEnumerable<IOperation> operations) =>
        operations.OfType<IInvocationOperation>().Select(call => call.TargetMethod).FirstOrDefault(IsSharedWrite)?.Name;

    private static bool IsSharedWrite(IMethodSymbol method)
    {
        var name = method.Name;
        var type = method.ReducedFrom?.ContainingType ?? method.ContainingType;
        return name switch
        {
            _ when name.StartsWith("SaveChanges", StringComparison.Ordinal) => type.DerivesFrom("Microsoft.EntityFrameworkCore", "DbContext"),
            _ when name.StartsWith("BeginTransaction", StringComparison.Ordinal) => true,
            _ when name.StartsWith("ExecuteNonQuery", StringComparison.Ordinal) => type.DerivesFrom("System.Data.Common", "DbCommand") || type.DerivesFrom("System.Data", "IDbCommand"),
            _ when name.StartsWith("ExecuteUpdate", StringComparison.Ordinal) || name.StartsWith("ExecuteDelete", StringComparison.Ordinal)
                || name.StartsWith("ExecuteSql", StringComparison.Ordinal) => type.IsIn("Microsoft.EntityFrameworkCore"),
            "Execute" or "ExecuteAsync" => type.Is("Dapper", "SqlMapper"),
            "PostAsync" or "PutAsync" or "PatchAsync" or "DeleteAsync" or "SendAsync" or "PostAsJsonAsync" or "PutAsJsonAsync" or "PatchAsJsonAsync" or "DeleteFromJsonAsync" =>
                type.Is("System.Net.Http", "HttpClient") || type.Is("System.Net.Http.Json", "HttpClientJsonExtensions"),
            _ => false,
        };
    }
}
