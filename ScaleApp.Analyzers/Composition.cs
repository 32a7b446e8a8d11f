using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace ScaleApp.Analyzers;

/// <summary>What a compilation is composed of: the names that it calls, the types that it registers, the packages below it.</summary>
/// <remarks>
/// Names are read from the syntax, so a call that does not bind (a package that is not restored, a method that is generated)
/// counts as well. A rule that asks "is anything shared registered?" errs towards silence.
/// </remarks>
internal sealed class Composition
{
    private static readonly ConditionalWeakTable<Compilation, Composition> Known = new();

    private static readonly string[] TestFrameworks =
        ["xunit.core", "xunit.v3.core", "nunit.framework", "Microsoft.VisualStudio.TestPlatform.TestFramework", "MSTest.TestFramework", "TUnit.Core"];

    private readonly Compilation _compilation;
    private readonly Lazy<bool> _isApplication;

    private Composition(Compilation compilation)
    {
        _compilation = compilation;
        _isApplication = new Lazy<bool>(() =>
            compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication
            || Calls("CreateSlimBuilder", "CreateDefaultBuilder", "ConfigureWebHostDefaults"));
        HasReplicas = (Has("Microsoft.AspNetCore.Http.HttpContext") || Has("Microsoft.Extensions.Hosting.IHostedService"))
            && !compilation.ReferencedAssemblyNames.Any(assembly => assembly.Name == "Aspire.Hosting" || TestFrameworks.Contains(assembly.Name));
    }

    /// <summary>A service, or a library of one. An Aspire host and tests are programs that run once.</summary>
    public bool HasReplicas { get; }

    public bool IsApplication => _isApplication.Value;

    public static Composition Of(Compilation compilation) => Known.GetValue(compilation, static key => new Composition(key));

    public bool Calls(params string[] methods) => Trees.Any(tree => methods.Any(tree.Calls.ContainsKey));

    public bool Calls(Func<string, bool> method) => Trees.Any(tree => tree.Calls.Keys.Any(method));

    /// <summary>Whether this is the first call of the method, so that a rule reports once.</summary>
    public bool IsFirstCall(SyntaxNode call, string method) =>
        Trees.FirstOrDefault(tree => tree.Calls.ContainsKey(method)) is { } first
        && first == TreeNames.Of(call.SyntaxTree) && first.Calls[method] == call.Span;

    /// <summary>Whether the type is registered, by <c>Add...&lt;T&gt;()</c>, <c>typeof(T)</c> or <c>new T()</c>.</summary>
    public bool Registers(string type) => Trees.Any(tree => tree.Registered.Contains(type));

    public bool IsSingleton(INamedTypeSymbol type) => Trees.Any(tree => tree.Singletons.Contains(type.Name));

    public bool IsScoped(INamedTypeSymbol type) => Trees.Any(tree => tree.Scoped.Contains(type.Name));

    /// <summary>Whether a class of the compilation derives from the type or implements it.</summary>
    public bool Implements(string type) => Trees.Any(tree => tree.BaseTypes.Contains(type));

    public bool IsEndpoint(IMethodSymbol method) => Trees.Any(tree => tree.Endpoints.Contains(method.Name));

    /// <summary>Whether something shared is registered here, in a project below, or perhaps in an assembly below.</summary>
    /// <remarks>
    /// In an editor the projects below are there as sources, and their names are read alike. The compiler has them as assemblies: one that
    /// is itself built on the package may register what is missing here. The frameworks' own assemblies do not.
    /// </remarks>
    public bool Shares(Func<Composition, bool> registers, params string[][] packages) =>
        registers(this)
        || _compilation.References.OfType<CompilationReference>().Any(project => registers(Of(project.Compilation)))
        || _compilation.SourceModule.ReferencedAssemblySymbols.Any(assembly =>
            _compilation.GetMetadataReference(assembly) is not CompilationReference && !IsFramework(assembly.Name) && packages.Any(package => package.All(name => IsBuiltOn(assembly, name))));

    private static bool IsFramework(string assembly) =>
        assembly.StartsWith("Microsoft.", StringComparison.Ordinal) || assembly.StartsWith("System.", StringComparison.Ordinal);

    private static bool IsBuiltOn(IAssemblySymbol assembly, string package) =>
        assembly.Modules.Any(module => module.ReferencedAssemblies.Any(reference => reference.Name == package));

    private IEnumerable<TreeNames> Trees => _compilation.SyntaxTrees.Select(TreeNames.Of);

    private bool Has(string type) => _compilation.GetTypeByMetadataName(type) is not null;
}
