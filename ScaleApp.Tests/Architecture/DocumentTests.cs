using System.Reflection;
using System.Text.RegularExpressions;
using ScaleApp.Tests.Hosting;

namespace ScaleApp.Tests.Architecture;

/// <summary>Tests and files that the documents name exist.</summary>
public partial class DocumentTests
{
    private static readonly string Root = TestTopology.RepositoryFolder();

    public static TheoryData<string> Documents =>
    [
        .. Directory.EnumerateFiles(Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Append(Path.Combine(Root, "bench", "README.md"))
            .Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Tests_files_and_links_that_a_document_names_exist(string document)
    {
        var tests = typeof(DocumentTests).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
            .Select(method => method.Name).ToHashSet();
        var text = File.ReadAllText(Path.Combine(Root, document));
        string[] quoted = [.. Code().Matches(text).Select(match => match.Groups[1].Value)];
        var links = Link().Matches(text).Select(link => link.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal));

        Assert.Empty(quoted.Where(name => TestName().IsMatch(name)).Except(tests));
        Assert.DoesNotContain(quoted, name => RepositoryPath().IsMatch(name) && !Path.Exists(Path.Combine(Root, name)));
        Assert.DoesNotContain(links, target => !Path.Exists(Path.Combine(Root, Path.GetDirectoryName(document)!, target)));
    }

    [Fact]
    public void Paths_lead_over_files_that_exist()
    {
        const int Longest = 6;
        var page = File.ReadAllText(Path.Combine(Root, "docs", "architecture.md"));
        var section = page.Split("## Five paths")[1].Split("\n## ")[0];
        var paths = section.Split("\n**").Skip(1).Select(path => Step().Matches(path).Select(step => step.Groups[1].Value).ToArray()).ToArray();

        Assert.Equal(5, paths.Length);
        Assert.All(paths, path => Assert.InRange(path.Length, 2, Longest));
        Assert.All(paths.SelectMany(path => path), file => Assert.True(File.Exists(Path.Combine(Root, file)), file));
    }

    [GeneratedRegex("`([^`\r\n]+)`")]
    private static partial Regex Code();

    // Three words at least: `Subject_condition_result`.
    [GeneratedRegex("^[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*(_[A-Za-z0-9]+){2,}$")]
    private static partial Regex TestName();

    // A folder that a run creates begins with a dot, and need not exist.
    [GeneratedRegex(@"^(ScaleApp\.\w+|docs|bench|deploy|eng)(/[\w-][\w.-]*)+/?$")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"^\d\. `([^`]+)`", RegexOptions.Multiline)]
    private static partial Regex Step();

    [GeneratedRegex(@"\]\(([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();
}
