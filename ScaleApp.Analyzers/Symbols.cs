using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ScaleApp.Analyzers;

/// <summary>Questions about symbols that more than one rule asks. Types are known by name: the packages need not be referenced.</summary>
internal static class Symbols
{
    public static bool IsIn(this ISymbol symbol, string @namespace) =>
        symbol.ContainingNamespace is { } found && @namespace.EndsWith(found.Name, StringComparison.Ordinal) && found.ToDisplayString() == @namespace;

    public static bool Is(this ITypeSymbol? type, string @namespace, string name) => type is not null && type.Name == name && type.IsIn(@namespace);

    public static IEnumerable<INamedTypeSymbol> SelfAndBases(this INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }

    public static bool DerivesFrom(this INamedTypeSymbol? type, string @namespace, string name) =>
        type is not null && (type.SelfAndBases().Any(known => known.Is(@namespace, name)) || type.AllInterfaces.Any(known => known.Is(@namespace, name)));

    public static bool IsHostedService(this INamedTypeSymbol? type) => type.DerivesFrom("Microsoft.Extensions.Hosting", "IHostedService");

    /// <summary>Whether the symbol belongs to the start of the program: the entry point, or code that builds the application.</summary>
    public static bool IsStartup(this ISymbol symbol) =>
        symbol is IMethodSymbol method
        && (method.MethodKind == MethodKind.StaticConstructor
            || method.Name is "Main" or "<Main>$" or "CreateDbContext"
            || StartupVerbs.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal))
            || (method.ContainingType is { } type && (type.Name == "Program" || type.Name.Contains("Startup") || type.Name.Contains("Setup")))
            || method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ModuleInitializerAttribute")
            || method.Parameters.Any(parameter => Builders.Contains(parameter.Type.Name)));

    private static readonly ImmutableArray<string> StartupVerbs =
        ImmutableArray.Create("Register", "Configure", "Initialize", "Initialise", "Init", "Load", "Bootstrap", "Setup", "Seed", "Discover");

    private static readonly ImmutableHashSet<string> Builders = ImmutableHashSet.Create(
        "IServiceCollection", "IHostApplicationBuilder", "WebApplicationBuilder", "HostApplicationBuilder", "IHostBuilder", "IWebHostBuilder",
        "IApplicationBuilder", "WebApplication", "IEndpointRouteBuilder", "IConfiguration", "IConfigurationBuilder", "ModelBuilder");
}
