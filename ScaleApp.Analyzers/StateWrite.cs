using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ScaleApp.Analyzers;

/// <summary>Finds what changes a field or property, or the collection in it.</summary>
internal static class StateWrite
{
    private static readonly ImmutableHashSet<string> Mutators = ImmutableHashSet.Create(
        "Add", "AddRange", "AddOrUpdate", "TryAdd", "TryUpdate", "Insert", "Remove", "TryRemove", "RemoveAt", "RemoveAll", "RemoveWhere",
        "Enqueue", "Dequeue", "TryDequeue", "Push", "Pop", "TryPop", "TryTake", "AddFirst", "AddLast", "RemoveFirst", "RemoveLast", "UnionWith");

    public static ImmutableArray<OperationKind> Kinds { get; } = ImmutableArray.Create(
        OperationKind.Invocation, OperationKind.SimpleAssignment, OperationKind.CompoundAssignment, OperationKind.Increment, OperationKind.Decrement);

    /// <summary>The field or property that the operation changes.</summary>
    /// <remarks>
    /// Null where it changes none, belongs to construction or start-up, or keeps a result that every replica computes alike, or drops all of them:
    /// GetOrAdd, what a failed look-up adds, Clear.
    /// </remarks>
    public static ISymbol? MemberOf(IOperation operation, ISymbol writer)
    {
        var member = operation switch
        {
            IInvocationOperation call => OfCall(call),
            ISimpleAssignmentOperation assignment => OfAssignment(assignment, writer),
            ICompoundAssignmentOperation compound => OfTarget(compound.Target),
            IIncrementOrDecrementOperation step => OfTarget(step.Target),
            _ => null,
        };
        return member is not null && (IsConstruction(writer, member) || writer.IsStartup()) ? null : member;
    }

    private static ISymbol? OfCall(IInvocationOperation call)
    {
        if (call.TargetMethod is { Name: "Increment" or "Add" or "Decrement" or "Exchange" or "CompareExchange", ContainingType.Name: "Interlocked" })
        {
            return OfTarget(call.Arguments[0].Value);
        }

        return Mutators.Contains(call.TargetMethod.Name) && call.Instance.Member() is { } member
            && StateType.IsCollection(call.Instance!.Unwrapped().Type!) && !IsMemo(call, member) ? member : null;
    }

    private static ISymbol? OfAssignment(ISimpleAssignmentOperation assignment, ISymbol writer)
    {
        // A flag that is only ever set, an instance that announces itself, and what is read lazily are initialisation.
        var isWhole = assignment.Target.Member() is not null;
        var isInitialisation = isWhole
            && (assignment.Value.Unwrapped() is IInstanceReferenceOperation || assignment.Value.ConstantValue is { HasValue: true, Value: bool or null }
                || writer is IMethodSymbol { MethodKind: MethodKind.Constructor });
        return OfTarget(assignment.Target) is { } member && !isInitialisation && !IsMemo(assignment, member) ? member : null;
    }

    private static ISymbol? OfTarget(IOperation target) => target switch
    {
        IPropertyReferenceOperation { Property.IsIndexer: true } indexer => indexer.Instance.Member(),
        IArrayElementReferenceOperation element => element.ArrayReference.Member(),
        _ => target.Member(),
    };

    // What a method adds after it has looked for it, or to what calls itself a cache, is a result that is kept.
    private static bool IsMemo(IOperation write, ISymbol member) =>
        write is not IInvocationOperation { TargetMethod.Name: not ("Add" or "TryAdd") }
        && (member.Name.IndexOf("cache", StringComparison.OrdinalIgnoreCase) >= 0
            || write.Ancestors().OfType<IConditionalOperation>().Any(conditional => Reads(conditional.Condition, member))
            || write.Root().Descendants().Any(read =>
                read is IInvocationOperation { TargetMethod.Name: "TryGetValue" or "ContainsKey", Instance: { } instance } && Reads(instance, member)
                || read is IConditionalOperation { WhenFalse: null } early && early.WhenTrue.DescendantsAndSelf().Any(part => part is IReturnOperation) && Reads(early.Condition, member)));

    private static bool Reads(IOperation operation, ISymbol member) =>
        operation.DescendantsAndSelf().Any(read => SymbolEqualityComparer.Default.Equals(read.Member(), member));

    private static bool IsConstruction(ISymbol writer, ISymbol member) =>
        writer is IFieldSymbol or IPropertySymbol
        || (writer is IMethodSymbol { MethodKind: MethodKind.Constructor } && !member.IsStatic)
        || (!member.IsStatic && writer.Name is "Dispose" or "DisposeAsync");
}
