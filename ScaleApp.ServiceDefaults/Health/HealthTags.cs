namespace ScaleApp.ServiceDefaults;

/// <summary>Which question a health check answers. A check without one of these tags is a dependency's.</summary>
public static class HealthTags
{
    /// <summary>Whether the process runs: <c>/alive</c>.</summary>
    public const string Live = "live";

    /// <summary>Whether requests may be sent to this replica: <c>/health</c>.</summary>
    public const string Ready = "ready";
}
