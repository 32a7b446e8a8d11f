namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>For whom a value is wanted.</summary>
public sealed class ValueProviderContext
{
    public DistributedApplicationExecutionContext? ExecutionContext { get; init; }

    /// <summary>The resource whose environment or arguments the value goes into.</summary>
    public IResource? Caller { get; init; }

    /// <summary>The ports on which this replica of <see cref="Caller"/> listens, by endpoint name; empty when no replica is meant.</summary>
    internal IReadOnlyDictionary<string, int> TargetPorts { get; init; } = new Dictionary<string, int>();
}
