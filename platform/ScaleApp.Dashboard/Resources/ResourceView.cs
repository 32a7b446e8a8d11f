namespace ScaleApp.Dashboard.Resources;

/// <summary>A resource, or one replica of it, as it is shown.</summary>
public sealed record ResourceView
{
    /// <summary>The resource's name, or the replica's id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is, such as Project.</summary>
    public required string Kind { get; init; }

    /// <summary>The state in a word.</summary>
    public required string State { get; init; }

    /// <summary>How the state is coloured: ok, warn, bad, info or nothing.</summary>
    public string? Tone { get; init; }

    /// <summary>Healthy, Degraded or Unhealthy; null for what does not run.</summary>
    public string? Health { get; init; }

    /// <summary>Why it is in its state; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? StoppedAt { get; init; }

    public int? ExitCode { get; init; }

    /// <summary>How often its program was started again.</summary>
    public int Restarts { get; init; }

    public ResourceUsage Usage { get; init; } = ResourceUsage.None;

    public IReadOnlyList<ResourceUrl> Urls { get; init; } = [];

    public IReadOnlyList<HealthView> HealthReports { get; init; } = [];

    /// <summary>The variables that it was started with, those that the topology set.</summary>
    public IReadOnlyList<NamedValue> Environment { get; init; } = [];

    public IReadOnlyList<NamedValue> Properties { get; init; } = [];

    public IReadOnlyList<ResourceRelation> Relations { get; init; } = [];

    public IReadOnlyList<CommandView> Commands { get; init; } = [];

    /// <summary>What happened to it lately, newest first.</summary>
    public IReadOnlyList<ResourceHappening> Happenings { get; init; } = [];

    /// <summary>The replicas of a resource that has some, by index; empty for a replica itself.</summary>
    public IReadOnlyList<ResourceView> Replicas { get; init; } = [];

    /// <summary>To how many replicas it can be scaled; null when its number is fixed.</summary>
    public int? MostReplicas { get; init; }

    public bool IsRunning => State is "Running";

    /// <summary>Whether the replicas are worth lines of their own.</summary>
    public bool IsReplicated => Replicas.Count > 1 || MostReplicas is not null;
}

/// <summary>What it takes of the machine, and what it has to do.</summary>
/// <param name="Cpu">Per cent of one processor, the newest last; at most the last two minutes.</param>
/// <param name="Memory">In bytes; null when it is not known.</param>
/// <param name="InFlight">Requests that the balancer is forwarding to it; null for what is not behind one.</param>
public sealed record ResourceUsage(IReadOnlyList<double> Cpu, long? Memory, int? InFlight)
{
    public static ResourceUsage None { get; } = new([], null, null);
}

/// <summary>An address.</summary>
/// <param name="Url">The address.</param>
/// <param name="Name">The endpoint, if it is one's.</param>
/// <param name="IsActive">Whether something answers there.</param>
public sealed record ResourceUrl(string Url, string? Name, bool IsActive)
{
    /// <summary>Whether a browser can open it.</summary>
    public bool IsWeb => Uri.TryCreate(Url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    /// <summary>Without the schemes that say nothing.</summary>
    public string Text => Url.StartsWith("http://", StringComparison.Ordinal) ? Url[7..]
        : Url.StartsWith("tcp://", StringComparison.Ordinal) ? Url[6..]
        : Url;
}

/// <summary>What a health check said last.</summary>
public sealed record HealthView(string Name, string Status, string? Description);

/// <summary>A variable or a property. A secret's value is not here at all.</summary>
public sealed record NamedValue(string Name, string? Value, bool IsSecret);

/// <summary>What it depends on.</summary>
/// <param name="To">The other resource.</param>
/// <param name="Kind">How, such as: refers to, waits for.</param>
public sealed record ResourceRelation(string To, string Kind);

/// <summary>Something that can be done with it.</summary>
/// <param name="Name">What it is called by.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Description">What it does.</param>
/// <param name="IsEnabled">Whether it can be done now.</param>
/// <param name="Confirmation">Asked before; null when nothing is.</param>
/// <param name="Icon">The name of an icon.</param>
public sealed record CommandView(string Name, string Title, string? Description, bool IsEnabled, string? Confirmation, string Icon);

/// <summary>Something that happened to a resource.</summary>
public sealed record ResourceHappening(DateTimeOffset At, string Text, string? Tone);
