using System.Globalization;
using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Startup;

internal sealed partial class StartupSummary(StartupConsole console, DistributedApplicationModel model, ResourceLoggerService loggers)
{
    private const int LogLines = 5;
    private static readonly TimeSpan LogDeadline = TimeSpan.FromSeconds(2);

    public async Task ReportAsync(StartupProgress progress, ResourceProgress resource, CancellationToken ct)
    {
        switch (resource.Stage)
        {
            case StartupStage.Waiting:
                console.Report($"{resource.Name} waits for {progress.DependenciesOf(resource)}");
                break;
            case StartupStage.Ready when !resource.IsDashboard:
                console.Report($"{resource.Name} is ready{(resource.Replicas > 1 ? $" ({resource.Replicas} replicas)" : "")}");
                break;
            case StartupStage.Completed:
                console.Report($"{resource.Name} has completed");
                break;
            case StartupStage.Failed:
                console.Report($"{resource.Name} {resource.Describe()}. Its log: {LogOf(progress, resource)}");
                await WriteLogAsync(resource.FailedReplica!, ct);
                break;
        }
    }

    /// <summary>Writes the addresses, or that not everything has started.</summary>
    public void Write(StartupProgress progress)
    {
        console.Report(progress.IsReady ? "Ready." : $"Not everything has started: {Describe(progress.NotReady, progress)}");
        foreach (var (name, url) in ExternalAddresses(progress))
        {
            console.Write($"          {name}: {url}");
        }

        // The words are those of Aspire's own log, which IDEs and `dotnet watch` look for to open the browser.
        if (progress.Dashboard is { Stage: StartupStage.Ready } dashboard && Addresses(dashboard, "https", "http") is [var login, ..])
        {
            console.Write($"          Login to the dashboard at {login}");
        }

        if (progress.IsReady && progress.Faltered is not "" and var faltered)
        {
            console.Write($"          Failed meanwhile: {faltered}. Their rows say whether they still do.");
        }

        console.Write("          Ctrl+C stops everything.");
    }

    public static string Describe(IEnumerable<ResourceProgress> resources, StartupProgress progress) => string.Join("; ", resources.Select(
        resource => resource.Stage == StartupStage.Waiting && resource.WaitsFor.Count > 0
            ? $"{resource.Name} waits for {progress.DependenciesOf(resource)}"
            : $"{resource.Name}: {resource.Describe()}"));

    private IEnumerable<(string Name, string Url)> ExternalAddresses(StartupProgress progress) =>
        from resource in model.Resources
        let seen = progress.Find(resource.Name)
        where seen is { Stage: StartupStage.Ready, IsDashboard: false }
        let endpoints = resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.IsExternal)
        from url in Urls(seen, endpoints.Select(endpoint => endpoint.Name))
        select (url.DisplayProperties.DisplayName is { Length: > 0 } name ? name : resource.Name, url.Url);

    private static string[] Addresses(ResourceProgress resource, params string[] endpoints) =>
        [.. Urls(resource, endpoints).Select(url => url.Url)];

    /// <summary>The addresses that the row shows for these endpoints, in their order.</summary>
    private static IEnumerable<UrlSnapshot> Urls(ResourceProgress resource, IEnumerable<string> endpoints) =>
        from endpoint in endpoints
        from url in resource.Rows.SelectMany(row => row.Urls).Where(url => url.Name == endpoint && !url.IsInternal).DistinctBy(url => url.Url)
        select url;

    private static string LogOf(StartupProgress progress, ResourceProgress resource) =>
        progress.Dashboard is { Stage: StartupStage.Ready } dashboard && Addresses(dashboard, "https", "http") is [var login, ..]
            ? $"{new Uri(login).GetLeftPart(UriPartial.Authority)}/consolelogs/resource/{resource.FailedReplica} (last lines below)"
            : $"`aspire logs {resource.FailedReplica}` (last lines below)";

    /// <summary>Writes the end of its log, which mostly says why. Lines that arrive later are in the dashboard.</summary>
    private async Task WriteLogAsync(string replica, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(LogDeadline);
        var last = new Queue<string>();
        try
        {
            await foreach (var lines in loggers.GetAllAsync(replica).WithCancellation(deadline.Token))
            {
                foreach (var line in lines.SelectMany(line => WithoutTime(line.Content).Split('\n')).Where(line => !Noise().IsMatch(line)))
                {
                    last.Enqueue(line);
                    if (last.Count > LogLines)
                    {
                        last.Dequeue();
                    }
                }
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The lines so far are written.
        }

        foreach (var line in last)
        {
            console.Write($"          {replica}: {line}");
        }
    }

    /// <summary>A line of a resource's log without the time stamp at its beginning.</summary>
    public static string WithoutTime(string line) =>
        line.Split(' ', 2) is [var time, var text] && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, out _) ? text : line;

    // Stack frames push the message of an exception out of the last lines; "[sys]" is the orchestrator's own.
    [GeneratedRegex(@"^\s*$|^\s+at |^\s*--- End of |^\[sys\]")]
    private static partial Regex Noise();
}
