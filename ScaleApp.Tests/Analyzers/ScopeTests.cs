using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ScaleApp.Analyzers;
using ScaleApp.Tests.Hosting;

namespace ScaleApp.Tests.Analyzers;

/// <summary>Which programs are analysed, and that each rule is documented.</summary>
public class ScopeTests
{
    private static readonly string Pages = Path.Combine(TestTopology.RepositoryFolder(), "docs", "analyzers");

    public static TheoryData<string> Rules =>
        [.. Analyzers().SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData("xunit.core")]
    [InlineData("Aspire.Hosting")]
    public Task Program_without_replicas_is_not_analysed(string reference) =>
        Analyzed<SignalRAnalyzer>.LibraryAsync(
            "public static class Host { public static void Add(IServiceCollection services) { WebApplication.CreateSlimBuilder(); services.AddSignalR(); } }",
            Assembly(reference, "public class Anything;"));

    [Fact]
    public Task Library_that_builds_the_host_is_analysed() =>
        Analyzed<SignalRAnalyzer>.LibraryAsync(
            "public static class Host { public static void Add(IServiceCollection services) { WebApplication.CreateSlimBuilder(); services.{|SCALE002:AddSignalR|}(); } }");

    [Fact]
    public Task Project_below_that_uses_the_backplane_silences() =>
        Analyzed<SignalRAnalyzer>.LibraryAsync(
            "public static class Host { public static void Add(IServiceCollection services) { WebApplication.CreateSlimBuilder(); services.AddSignalR(); } }",
            Assembly("Defaults", "public class Hubs : Microsoft.AspNetCore.SignalR.StackExchangeRedis.RedisOptions;"));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_has_its_page_and_its_row(string rule)
    {
        var descriptor = Analyzers().SelectMany(analyzer => analyzer.SupportedDiagnostics).Single(known => known.Id == rule);
        var page = File.ReadAllText(Path.Combine(Pages, rule + ".md"));

        Assert.Equal($"docs/analyzers/{rule}.md", descriptor.HelpLinkUri);
        Assert.StartsWith($"# {rule}: {descriptor.Title}", page, StringComparison.Ordinal);
        Assert.Contains($"[{rule}]({rule}.md)", File.ReadAllText(Path.Combine(Pages, "README.md")), StringComparison.Ordinal);
    }

    private static IEnumerable<DiagnosticAnalyzer> Analyzers() =>
        typeof(ScaleAnalyzer).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ScaleAnalyzer)) && !type.IsAbstract)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!);

    private static PortableExecutableReference Assembly(string name, string source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(source)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
