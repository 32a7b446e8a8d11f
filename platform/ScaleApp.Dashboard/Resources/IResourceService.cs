namespace ScaleApp.Dashboard.Resources;

/// <summary>Whoever runs the resources, as the dashboard sees them. A dashboard that runs alone has none, and no pages of them.</summary>
internal interface IResourceService
{
    /// <summary>Called after something changed of any resource; must be quick.</summary>
    event Action? Changed;

    /// <summary>What is known of every resource now, in the order of the topology.</summary>
    IReadOnlyList<ResourceView> Resources { get; }

    /// <summary>Runs one of <see cref="ResourceView.Commands"/> of a resource or of a replica.</summary>
    Task<CommandOutcome> ExecuteAsync(string id, string command, CancellationToken ct);

    /// <summary>Makes it that many replicas; returns when those that go are gone.</summary>
    Task<CommandOutcome> ScaleAsync(string name, int replicas, CancellationToken ct);

    /// <summary>The console lines that are kept of a resource (all replicas), of a replica, or of everything (null), oldest first.</summary>
    IReadOnlyList<ConsoleLine> ReadConsole(string? id);

    /// <summary>What <see cref="ReadConsole"/> returns, then every new line, several at a time where several have come.</summary>
    IAsyncEnumerable<IReadOnlyList<ConsoleLine>> WatchConsoleAsync(string? id, CancellationToken ct);
}

/// <summary>What came of a command.</summary>
/// <param name="Success">Whether it was done.</param>
/// <param name="Message">A sentence for whoever asked.</param>
public sealed record CommandOutcome(bool Success, string Message);

/// <summary>A line that a resource wrote.</summary>
/// <param name="Source">The replica (or the resource, for what the host says about it).</param>
/// <param name="At">When it was written, as ISO 8601 in UTC.</param>
/// <param name="Text">The line, with the terminal's control sequences.</param>
/// <param name="IsError">True when it came on standard error.</param>
public readonly record struct ConsoleLine(string Source, string At, string Text, bool IsError);
