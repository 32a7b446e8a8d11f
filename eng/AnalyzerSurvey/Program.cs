using System.Collections.Immutable;
using AnalyzerSurvey;
using Microsoft.CodeAnalysis.Diagnostics;

// Runs the analyzers over the sources of an application, without restoring or building it:
//   dotnet run --project eng/AnalyzerSurvey -- FOLDER [FOLDER WITH MORE REFERENCE ASSEMBLIES]
// Prints each finding as "rule path:line message", then the number of findings of each rule.
if (args is not [var folder, .. var references] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("Usage: AnalyzerSurvey FOLDER [FOLDER WITH MORE REFERENCE ASSEMBLIES]");
    return 1;
}

var analyzers = typeof(ScaleApp.Analyzers.ScaleAnalyzer).Assembly.GetTypes()
    .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
    .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
    .ToImmutableArray();
var application = new Application(Path.GetFullPath(folder), references);
var lines = new SortedSet<string>(StringComparer.Ordinal);
foreach (var project in application.Projects)
{
    var compilation = application.Compile(project);
    var findings = await compilation.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync();
    foreach (var finding in findings)
    {
        var place = finding.Location.GetLineSpan();
        lines.Add($"{finding.Id} {Path.GetRelativePath(folder, place.Path)}:{place.StartLinePosition.Line + 1} {finding.GetMessage()}");
    }
}

foreach (var line in lines)
{
    Console.WriteLine(line);
}

foreach (var rule in lines.GroupBy(line => line.Split(' ')[0]))
{
    Console.WriteLine($"{rule.Key}: {rule.Count()}");
}

return 0;
