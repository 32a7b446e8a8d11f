using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScaleApp.Hosting.Startup;

internal enum StartupStage
{
    /// <summary>Hidden, or to be started by hand.</summary>
    NotExpected,
    Starting,
    Waiting,
    Ready,
    Completed,
    Failed,
}

/// <summary>How far a resource has started, over all its replicas.</summary>
/// <param name="name">The name of the resource.</param>
/// <param name="isJob">Whether others wait for it to complete, so that running is not its goal.</param>
/// <param name="expected">How many of its replicas are started, though none was at first.</param>
internal sealed class ResourceProgress(string name, bool isJob, int expected = 0)
{
    public const string Dashboard = "aspire-dashboard";

    private readonly Dictionary<string, CustomResourceSnapshot> _rows = [];

    public string Name => name;

    /// <summary>The dashboard is hidden in itself but expected all the same.</summary>
    public bool IsDashboard => name == Dashboard;

    public StartupStage Stage { get; private set; } = StartupStage.Starting;

    public IReadOnlyCollection<string> WaitsFor { get; private set; } = [];

    public int Replicas => _rows.Values.Count(IsHealthy);

    public string? FailedReplica { get; private set; }

    public bool HasFaltered { get; private set; }

    public IEnumerable<CustomResourceSnapshot> Rows => _rows.Values;

    public void See(string id, CustomResourceSnapshot row)
    {
        _rows[id] = row;
        WaitsFor = _rows.Values.SelectMany(Dependencies).Distinct().ToArray();
        FailedReplica = _rows.FirstOrDefault(seen => HasFailed(seen.Value)).Key;
        HasFaltered |= FailedReplica is not null;
        Stage = Find([.. _rows.Values.Where(IsExpected)]);
    }

    public string Describe() => Stage switch
    {
        StartupStage.Failed => Describe(_rows[FailedReplica!]),
        _ when _rows.Values.Any(row => row.HealthStatus is HealthStatus.Unhealthy or HealthStatus.Degraded) =>
            "runs, but its health check fails",
        _ => _rows.Values.Select(row => row.State?.Text).FirstOrDefault(state => !string.IsNullOrEmpty(state)) ?? "not created yet",
    };

    private bool IsExpected(CustomResourceSnapshot row) =>
        (!row.IsHidden || IsDashboard) && row.State?.Text != KnownResourceStates.NotStarted;

    private static string Describe(CustomResourceSnapshot row) => row.ExitCode is { } exitCode
        ? $"ended with exit code {exitCode}"
        : row.State?.Text == KnownResourceStates.RuntimeUnhealthy ? "has no container runtime" : "failed to start";

    private StartupStage Find(CustomResourceSnapshot[] rows)
    {
        if (rows.Length < expected)
        {
            return rows.Any(row => row.State?.Text == KnownResourceStates.Waiting) ? StartupStage.Waiting : StartupStage.Starting;
        }

        if (rows.Length == 0)
        {
            return StartupStage.NotExpected;
        }

        if (rows.All(HasCompleted))
        {
            return StartupStage.Completed;
        }

        // A replica that failed does not hold back the others, which serve.
        var begun = rows.Where(row => !HasFailed(row)).ToArray();
        return begun.Length == 0 ? StartupStage.Failed
            : !isJob && begun.All(IsHealthy) ? StartupStage.Ready
            : begun.Any(row => row.State?.Text == KnownResourceStates.Waiting) ? StartupStage.Waiting
            : StartupStage.Starting;
    }

    private static bool IsHealthy(CustomResourceSnapshot row) =>
        row.State?.Text == KnownResourceStates.Running && row.HealthStatus == HealthStatus.Healthy;

    private static bool HasCompleted(CustomResourceSnapshot row) => HasEnded(row) && row.ExitCode == 0;

    private static bool HasFailed(CustomResourceSnapshot row) =>
        row.State?.Text == KnownResourceStates.FailedToStart
        || row.State?.Text == KnownResourceStates.RuntimeUnhealthy
        || (HasEnded(row) && row.ExitCode != 0);

    private static bool HasEnded(CustomResourceSnapshot row) =>
        row.State?.Text == KnownResourceStates.Finished || row.State?.Text == KnownResourceStates.Exited;

    private static IEnumerable<string> Dependencies(CustomResourceSnapshot row) =>
        row.Properties.FirstOrDefault(property => property.Name == "resource.waitingFor")?.Value as IEnumerable<string> ?? [];
}
