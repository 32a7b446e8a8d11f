using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ScaleApp.Analyzers;

internal enum StateWriteKind
{
    /// <summary>A result is kept that every replica computes alike, or all are dropped: GetOrAdd, what a failed look-up adds, Clear.</summary>
    Memo,
    Change,
}

/// <summary>One write to a field or property, or to the collection in it.</summary>
internal readonly struct StateWrite(ISymbol member, StateWriteKind kind)
{
    private static readonly ImmutableHashSet<string> Mutators = ImmutableHashSet.Create(
        "Add", "AddRange", "AddOrUpdate", "TryAdd", "TryUpdate", "Insert", "Remove", "TryRemove", "RemoveAt", "RemoveAll", "RemoveWhere", "Clear",
        "Enqueue", "Dequeue", "TryDequeue", "Push", "Pop", "TryPop", "TryTake", "AddFirst", "AddLast", "RemoveFirst", "RemoveLast", "UnionWith", "GetOrAdd");

    public static ImmutableArray<OperationKind> Kinds { get; } = ImmutableArray.Create(
        OperationKind.Invocation, OperationKind.SimpleAssignment, OperationKind.CompoundAssignment, OperationKind.Increment, OperationKind.Decrement);

    public ISymbol Member => member;

    public StateWriteKind Kind => kind;

    /// <summary>The write that the operation is, or null where it is none or belongs to construction or start-up.</summary>
    public static StateWrite? Of(IOperation operation, ISymbol writer)
    {
        var write = operation switch
        {
            IInvocationOperation call => OfCall(call),
            ISimpleAssignmentOperation assignment => OfAssignment(assignment, writer),
            ICompoundAssignmentOperation compound => OfTarget(compound.Target),
            IIncrementOrDecrementOperation step => OfTarget(step.Target),
            _ => null,
        };

        return write is { } found && (IsConstruction(writer, found.Member) || writer.IsStartup()) ? null : write;
    }

    private static StateWrite? OfCall(IInvocationOperation call)
    {
        if (call.TargetMethod is { Name: "Increment" or "Add" or "Decrement" or "Exchange" or "CompareExchange", ContainingType.Name: "Interlocked" })
        {
            return OfTarget(call.Arguments[0].Value);
        }

        if (!Mutators.Contains(call.TargetMethod.Name) || call.Instance.Member() is not { } member || !StateType.IsCollection(call.Instance!.Unwrapped().Type!))
        {
            return null;
        }

        return new StateWrite(member, call.TargetMethod.Name is "GetOrAdd" or "Clear" || IsMemo(call, member) ? StateWriteKind.Memo : StateWriteKind.Change);
    }

    private static StateWrite? OfAssignment(ISimpleAssignmentOperation assignment, ISymbol writer)
    {
        if (OfTarget(assignment.Target) is not { } write)
        {
            return null;
        }

        // A flag that is only ever set, an instance that announces itself, and what is read lazily are initialisation.
        var isWhole = assignment.Target.Member() is not null;
        var isInitialisation = isWhole
            && (assignment.Value.Unwrapped() is IInstanceReferenceOperation || assignment.Value.ConstantValue is { HasValue: true, Value: bool or null }
                || writer is IMethodSymbol { MethodKind: MethodKind.Constructor });
        return isInitialisation || IsMemo(assignment, write.Member) ? new StateWrite(write.Member, StateWriteKind.Memo) : write;
    }

    private static StateWrite? OfTarget(IOperation target)
    {
        var member = target switch
        {
            IPropertyReferenceOperation { Property.IsIndexer: true } indexer => indexer.Instance.Member(),
            IArrayElementReferenceOperation element => element.ArrayReference.Member(),
            _ => target.Member(),
        };
        return member is null ? null : new StateWrite(member, StateWriteKind.Change);
    }

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
