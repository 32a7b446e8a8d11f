using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using ScaleApp.Analyzers;

namespace ScaleApp.Tests.Analyzers;

/// <summary>Compiles a source against the assemblies of this process and expects the findings that it marks: <c>{|SCALE001:AddSession|}</c>.</summary>
internal static class Analyzed<TAnalyzer>
    where TAnalyzer : ScaleAnalyzer, new()
{
    private static readonly string[] Packages =
    [
        "Microsoft.AspNetCore.SignalR.StackExchangeRedis", "Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore.Abstractions",
        "Microsoft.EntityFrameworkCore.Relational", "Microsoft.Extensions.Caching.StackExchangeRedis", "StackExchange.Redis",
    ];

    // The test framework stays out: the analyzers leave tests alone.
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => path.Contains("/shared/Microsoft.", StringComparison.Ordinal) || Packages.Contains(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private const string Usings =
        """
        global using System; global using System.Collections.Concurrent; global using System.Collections.Generic; global using System.IO;
        global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.RateLimiting;
        global using System.Threading.Tasks; global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.DataProtection; global using Microsoft.AspNetCore.Mvc; global using Microsoft.AspNetCore.RateLimiting; global using Microsoft.AspNetCore.SignalR;
        global using Microsoft.EntityFrameworkCore; global using Microsoft.Extensions.Caching.Memory;
        global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging;
        """;

    /// <summary>A program: the source may begin with statements, and <c>services</c> is there.</summary>
    public static Task ApplicationAsync(string source) =>
        RunAsync("var builder = WebApplication.CreateBuilder(args); var services = builder.Services;\n" + source, OutputKind.ConsoleApplication);

    public static Task LibraryAsync(string source, params MetadataReference[] references) =>
        RunAsync(source, OutputKind.DynamicallyLinkedLibrary, references);

    public static Task RunAsync(string source, OutputKind kind, params MetadataReference[] references)
    {
        var test = new CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>
        {
            ReferenceAssemblies = new ReferenceAssemblies("net10.0"),
            // Each would analyse every source once more; both are the compiler's own work.
            TestBehaviors = TestBehaviors.SkipGeneratedCodeCheck | TestBehaviors.SkipSuppressionCheck,
            TestState = { OutputKind = kind, Sources = { source, Usings } },
        };
        test.TestState.AdditionalReferences.AddRange(References);
        test.TestState.AdditionalReferences.AddRange(references);
        return test.RunAsync(CancellationToken.None);
    }
}
