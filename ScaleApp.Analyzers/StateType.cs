using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ScaleApp.Analyzers;

/// <summary>Tells data, which could be stored elsewhere, from what belongs to the process: services, handles and code.</summary>
internal static class StateType
{
    private static readonly ImmutableHashSet<string> Collections = ImmutableHashSet.Create(
        "List", "IList", "ICollection", "Dictionary", "IDictionary", "SortedDictionary", "SortedList", "HashSet", "ISet", "SortedSet", "Queue",
        "Stack", "LinkedList", "PriorityQueue", "ConcurrentDictionary", "ConcurrentQueue", "ConcurrentBag", "ConcurrentStack", "Collection",
        "ObservableCollection", "Hashtable", "ArrayList");

    // What describes the program itself is the same on every replica.
    private static readonly ImmutableArray<string> Descriptions = ImmutableArray.Create(
        "Definition", "Descriptor", "Metadata", "Options", "Registration", "Manifest", "Module", "Plugin", "Scheme", "Handler", "Factory", "Provider");

    /// <summary>Collections that can be written to, and arrays. Immutable and frozen ones are replaced by an assignment.</summary>
    public static bool IsCollection(ITypeSymbol type) =>
        type is IArrayTypeSymbol || (type is INamedTypeSymbol && Collections.Contains(type.Name) && IsCollectionNamespace(type.ContainingNamespace));

    /// <summary>Whether all that a collection holds is data. A key that is a type or member marks a cache of reflection.</summary>
    public static bool HoldsData(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsData(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.All(argument => IsData(argument) || (IsCollection(argument) && HoldsData(argument))),
        _ => false,
    };

    /// <summary>
    /// Values, strings and plain objects. An object that is disposable or is made from an interface does something for the
    /// process (a connection, a service, a lock); delegates, types and tasks are code.
    /// </summary>
    public static bool IsData(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Object } => false,
        { SpecialType: not SpecialType.None and not SpecialType.System_IntPtr and not SpecialType.System_UIntPtr, IsValueType: true } => true,
        { SpecialType: SpecialType.System_String } => true,
        { TypeKind: TypeKind.Enum } => true,
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => IsData(nullable.TypeArguments[0]),
        { IsTupleType: true } => ((INamedTypeSymbol)type).TupleElements.All(element => IsData(element.Type)),
        INamedTypeSymbol { TypeKind: TypeKind.Struct or TypeKind.Class, IsAbstract: false } named when IsSystem(named.ContainingNamespace) => IsKnownValue(named),
        INamedTypeSymbol { TypeKind: TypeKind.Struct or TypeKind.Class, IsAbstract: false } named => IsPlain(named),
        _ => false,
    };

    private static bool IsKnownValue(INamedTypeSymbol type) =>
        type.Name is "Guid" or "DateTimeOffset" or "TimeSpan" or "DateOnly" or "TimeOnly" or "Uri" or "Int128" or "BigInteger"
        || (type.ContainingNamespace.Name is "Immutable" or "Frozen" && HoldsData(type));

    private static bool IsPlain(INamedTypeSymbol type) =>
        !type.DeclaringSyntaxReferences.IsEmpty
        && !Descriptions.Any(suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal))
        && !type.AllInterfaces.Any(known => known.Name is "IDisposable" or "IAsyncDisposable")
        && !type.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter => parameter.Type.TypeKind is TypeKind.Interface or TypeKind.Delegate))
        && !type.SelfAndBases().Any(known => known.Name is "Exception" or "Attribute")
        && type.GetMembers().Any(member => member is IPropertySymbol { IsStatic: false } or IFieldSymbol { IsStatic: false, DeclaredAccessibility: Accessibility.Public });

    private static bool IsCollectionNamespace(INamespaceSymbol @namespace) =>
        @namespace.Name is "Generic" or "Concurrent" or "ObjectModel" or "Collections" && IsSystem(@namespace);

    private static bool IsSystem(INamespaceSymbol @namespace)
    {
        while (@namespace.ContainingNamespace is { IsGlobalNamespace: false } parent)
        {
            @namespace = parent;
        }

        return @namespace.Name == "System";
    }
}
