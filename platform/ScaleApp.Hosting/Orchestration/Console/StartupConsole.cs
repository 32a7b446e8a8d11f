using Microsoft.Extensions.Configuration;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Orchestration.Resources;
using Spectre.Console;

namespace ScaleApp.Hosting.Orchestration.Console;

/// <summary>Shows on the console how the start goes: a line for each change, a table at the end, one block for a failure.</summary>
/// <remarks>
/// Addresses and states only: no variable, no connection string, nothing that could be a secret but the dashboard's own link.
/// </remarks>
internal sealed class StartupConsole(IAnsiConsole console, TimeProvider time)
{
    private const string EnabledSetting = "ScaleApp:Console:Enabled";

    /// <summary>Wide enough for any message: where nobody looks at a terminal, lines are not to be broken.</summary>
    private const int PlainWidth = 1000;

    private readonly long _started = time.GetTimestamp();
    private readonly Lock _lock = new();
    private bool _isOver;
    private bool _hasFailed;
    private Uri? _dashboard;

    /// <summary>The process's own console, or none where the settings say so.</summary>
    public static IAnsiConsole Open(IConfiguration configuration)
    {
        var isEnabled = !string.Equals(configuration[EnabledSetting], "false", StringComparison.OrdinalIgnoreCase);
        var isTerminal = isEnabled && !System.Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Out = new AnsiConsoleOutput(isEnabled ? System.Console.Out : TextWriter.Null),
        });
        if (!isTerminal)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }

    /// <summary>Shows the changes of a resource until the start is over.</summary>
    public void Follow(ResourceController controller) => controller.Status.Changed += (before, now) =>
    {
        if (now.Phase != before.Phase || (now.Reason is not null && now.Reason != before.Reason))
        {
            Line(controller.Resource.Name, now);
        }
    };

    /// <summary>The dashboard is there. Its link opens it without asking for more, so it is shown here and nowhere else.</summary>
    public void Dashboard(Uri link)
    {
        lock (_lock)
        {
            _dashboard = link;
            console.WriteLine($"{time.GetElapsedTime(_started).TotalSeconds,6:0.0} s  dashboard        {link}");
        }
    }

    /// <summary>Everything is healthy: what runs, where, and how to stop it.</summary>
    public void Done(IReadOnlyList<ResourceController> controllers)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("Resource", "State", "Replicas", "Address");
        foreach (var controller in controllers)
        {
            table.AddRow(
                new Text(controller.Resource.Name), State(controller.Status.Value),
                new Text((controller.Workload as ReplicaSet)?.Replicas.Count.ToString() ?? ""), new Text(Addresses(controller)));
        }

        lock (_lock)
        {
            _isOver = true;
            console.WriteLine();
            console.Write(table);
            if (_dashboard is not null)
            {
                console.WriteLine($"Dashboard: {_dashboard}");
            }

            console.WriteLine($"Everything is healthy after {time.GetElapsedTime(_started).TotalSeconds:0.0} s. Press Ctrl+C to stop.");
        }
    }

    /// <summary>The start has failed; says why, in one place.</summary>
    public void Failed(StartupFailure failure)
    {
        lock (_lock)
        {
            (_isOver, _hasFailed) = (true, true);
            console.WriteLine();
            console.Write(new Text($"'{failure.Resource}' could not be started:\n", new Style(Color.Red)));
            console.WriteLine(failure.Message);
            if (failure.LastLines.Length > 0)
            {
                console.WriteLine();
                console.WriteLine("The last lines that it wrote:");
                foreach (var line in failure.LastLines)
                {
                    console.WriteLine($"  {line}");
                }
            }

            console.WriteLine();
        }
    }

    /// <summary>The last line: the topology is being stopped, and from now on a further signal ends the patience with it. A failure has the last word.</summary>
    public void Stopping()
    {
        lock (_lock)
        {
            _isOver = true;
            if (!_hasFailed)
            {
                console.WriteLine("Stopping in order. Press Ctrl+C again to end everything at once.");
            }
        }
    }

    private void Line(string resource, ResourceStatus now)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            console.Write(new Text($"{time.GetElapsedTime(_started).TotalSeconds,6:0.0} s  {resource,-16} "));
            console.Write(State(now));
            console.WriteLine(now is { Reason: { } reason } && now.Phase != ResourcePhase.Failed ? $"  {reason}" : "");
        }
    }

    private static Text State(ResourceStatus now) => now.Phase switch
    {
        ResourcePhase.Ready => new Text("healthy", new Style(Color.Green)),
        ResourcePhase.Finished => new Text("finished", new Style(Color.Green)),
        ResourcePhase.Failed => new Text("failed", new Style(Color.Red)),
        ResourcePhase.NotStarted => new Text("not started", new Style(Color.Grey)),
        _ when now.IsCrashing => new Text("crash loop", new Style(Color.Red)),
        var phase => new Text(phase.ToString().ToLowerInvariant(), new Style(Color.Yellow)),
    };

    private static string Addresses(ResourceController controller) => controller.Status.Value.Phase != ResourcePhase.Ready ? "" : string.Join(
        "\n", controller.Endpoints.Bindings.Select(binding => binding.Endpoint.AllocatedEndpoint!.UriString));
}
