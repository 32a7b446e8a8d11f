using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace AnalyzerSurvey;

/// <summary>The projects below a folder, each compiled from its sources. Errors of compilation are ignored: most packages are missing.</summary>
internal sealed class Application
{
    private const string ImplicitUsings =
        """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private const string WebUsings =
        """
        global using System.Net.Http.Json; global using Microsoft.AspNetCore.Builder; global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing; global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting; global using Microsoft.Extensions.Logging;
        """;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    private readonly Dictionary<string, CSharpCompilation> _compiled = [];
    private readonly List<PortableExecutableReference> _framework;
    private readonly List<PortableExecutableReference> _web;
    private readonly ILookup<string, string> _sources;

    public Application(string folder, IEnumerable<string> references)
    {
        Projects = [.. Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories).Where(project => !IsTest(project)).Order(StringComparer.Ordinal)];
        var folders = Projects.Select(project => Path.GetDirectoryName(project)!).ToHashSet();
        _sources = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
            .ToLookup(path => OwnerOf(path, folders));

        var known = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Concat(references.SelectMany(path => Directory.EnumerateFiles(path, "*.dll")))
            .Where(path => !Path.GetFileName(path).StartsWith("ScaleApp", StringComparison.Ordinal))
            .DistinctBy(Path.GetFileName)
            .ToLookup(path => path.Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal));
        _framework = [.. known[false].Select(path => MetadataReference.CreateFromFile(path))];
        _web = [.. known[true].Select(path => MetadataReference.CreateFromFile(path))];
    }

    public IReadOnlyList<string> Projects { get; }

    public CSharpCompilation Compile(string project)
    {
        if (_compiled.TryGetValue(project, out var known))
        {
            return known;
        }

        var text = File.ReadAllText(project);
        var isWeb = IsWeb(project, []);
        var isProgram = text.Contains("Microsoft.NET.Sdk.Web", StringComparison.Ordinal) || text.Contains("<OutputType>Exe", StringComparison.OrdinalIgnoreCase);
        var trees = _sources[Path.GetDirectoryName(project)!].Select(path =>
            CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(path)), Parsing, path)).ToList();
        trees.Add(CSharpSyntaxTree.ParseText(ImplicitUsings + (isWeb ? WebUsings : ""), Parsing, "Usings.g.cs"));
        var options = new CSharpCompilationOptions(
            isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);
        var references = _framework.Concat(isWeb ? _web : []).Concat<MetadataReference>(AllReferences(project, []).Select(below => Compile(below).ToMetadataReference()));
        return _compiled[project] = CSharpCompilation.Create(Path.GetFileNameWithoutExtension(project), trees, references, options);
    }

    private static HashSet<string> AllReferences(string project, HashSet<string> found)
    {
        foreach (var reference in References(project).Where(found.Add))
        {
            AllReferences(reference, found);
        }

        return found;
    }

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(project).Descendants().Where(element => element.Name.LocalName == "ProjectReference")
            .Select(element => element.Attribute("Include")?.Value.Replace('\\', '/').Replace("$(MSBuildThisFileDirectory)", "", StringComparison.Ordinal))
            .OfType<string>()
            .Select(include => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, include)))
            .Where(path => File.Exists(path) && path != project);

    private static bool IsWeb(string project, HashSet<string> seen)
    {
        var text = File.ReadAllText(project);
        return text.Contains("Microsoft.NET.Sdk.Web", StringComparison.Ordinal) || text.Contains("Microsoft.NET.Sdk.Razor", StringComparison.Ordinal)
            || text.Contains("Include=\"Microsoft.AspNetCore.", StringComparison.Ordinal)
            || References(project).Where(seen.Add).Any(reference => IsWeb(reference, seen));
    }

    private static bool IsTest(string project)
    {
        var text = File.ReadAllText(project);
        return text.Contains("xunit", StringComparison.OrdinalIgnoreCase) || text.Contains("nunit", StringComparison.OrdinalIgnoreCase)
            || text.Contains("MSTest", StringComparison.OrdinalIgnoreCase) || text.Contains("Aspire.AppHost.Sdk", StringComparison.Ordinal);
    }

    private static string OwnerOf(string path, HashSet<string> folders)
    {
        var folder = Path.GetDirectoryName(path);
        while (folder is not null && !folders.Contains(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? "";
    }
}
