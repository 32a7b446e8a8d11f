using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ScaleApp.Analyzers;

/// <summary>SCALE005: a request that leaves a file on the disk of its replica.</summary>
/// <remarks>
/// Temporary files are right: a path whose text, or the text of what it is made of, says "temp" or "tmp", and a file that
/// the same method reads back or deletes.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LocalFileAnalyzer() : ScaleAnalyzer(Rules.LocalFile)
{
    private const int Depth = 4;

    private protected override void Register(CompilationStartAnalysisContext context, Composition composition) =>
        context.RegisterOperationAction(
            operation =>
            {
                if (Write(operation.Operation) is not ({ } name, { } path)
                    || IsTemporary(path, Depth, operation.CancellationToken) || IsScratch(operation.Operation, path)
                    || !RequestPath.Contains(operation.Operation, operation.ContainingSymbol, composition))
                {
                    return;
                }

                var location = operation.Operation is IInvocationOperation call ? call.NameLocation() : operation.Operation.Syntax.GetLocation();
                operation.ReportDiagnostic(Diagnostic.Create(Rule, location, name));
            },
            OperationKind.Invocation,
            OperationKind.ObjectCreation);

    private static (string Name, IOperation Path)? Write(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { IsStatic: true } method } call when method.ContainingType.Is("System.IO", "File") =>
            IsWrite(method.Name) || (method.Name == "Open" && OpensForWriting(call.Arguments))
                ? ("File." + method.Name, Argument(call.Arguments, method.Name is "Copy" or "Move" ? 1 : 0)!)
                : null,
        IObjectCreationOperation { Constructor: { } constructor } creation when constructor.Parameters.FirstOrDefault()?.Type.SpecialType == SpecialType.System_String =>
            (creation.Type.Is("System.IO", "FileStream") && OpensForWriting(creation.Arguments)) || creation.Type.Is("System.IO", "StreamWriter")
                ? (creation.Type!.Name, Argument(creation.Arguments, 0)!)
                : null,
        _ => null,
    };

    private static bool IsWrite(string method) =>
        method.StartsWith("Write", StringComparison.Ordinal) || method.StartsWith("Append", StringComparison.Ordinal)
        || method is "Create" or "CreateText" or "OpenWrite" or "Copy" or "Move";

    private static bool OpensForWriting(IEnumerable<IArgumentOperation> arguments)
    {
        var names = arguments.Select(argument => argument.Value.Unwrapped()).OfType<IFieldReferenceOperation>().Select(field => field.Field.Name).ToList();
        return !names.Contains("Read") && names.Any(name => name is "Create" or "CreateNew" or "Append" or "OpenOrCreate" or "Truncate" or "Write" or "ReadWrite");
    }

    private static IOperation? Argument(IEnumerable<IArgumentOperation> arguments, int ordinal) =>
        arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal)?.Value;

    private static bool IsTemporary(IOperation path, int depth, CancellationToken ct)
    {
        if (SaysTemporary(path.Syntax))
        {
            return true;
        }

        return depth > 0 && path.DescendantsAndSelf().Any(part => part switch
        {
            ILocalReferenceOperation local => Values(part, local.Local).Any(value => IsTemporary(value, depth - 1, ct)),
            IFieldReferenceOperation or IPropertyReferenceOperation => part.Member()?.Initialiser(ct) is { } value && SaysTemporary(value),
            _ => false,
        });
    }

    private static IEnumerable<IOperation> Values(IOperation use, ILocalSymbol local) =>
        use.Root().Descendants().Select(operation => operation switch
        {
            IVariableDeclaratorOperation declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, local) => declarator.GetVariableInitializer()?.Value,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when SymbolEqualityComparer.Default.Equals(target.Local, local) => assignment.Value,
            _ => null,
        }).OfType<IOperation>();

    private static bool IsScratch(IOperation write, IOperation path)
    {
        var text = path.Syntax.ToString();
        return write.Root().Descendants().OfType<IInvocationOperation>().Any(call =>
            call.Syntax.SpanStart > write.Syntax.SpanStart
            && (call.TargetMethod.Name is "Delete" or "CreateEntryFromFile" || call.TargetMethod.Name.StartsWith("Read", StringComparison.Ordinal) || call.TargetMethod.Name.StartsWith("OpenRead", StringComparison.Ordinal))
            && call.Arguments.Any(argument => argument.Value.Syntax.ToString() == text));
    }

    private static bool SaysTemporary(SyntaxNode path)
    {
        var text = path.ToString();
        return text.IndexOf("temp", StringComparison.OrdinalIgnoreCase) >= 0 || text.IndexOf("tmp", StringComparison.OrdinalIgnoreCase) >= 0;
    }
}
