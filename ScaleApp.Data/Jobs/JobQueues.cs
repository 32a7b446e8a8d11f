namespace ScaleApp.Data.Jobs;

/// <summary>Where jobs wait. A worker takes them in this order; digests, exports and pictures have workers of their own.</summary>
public static class JobQueues
{
    public const string Critical = "critical";

    public const string Default = "default";

    public const string Digests = "digests";

    public const string Exports = "exports";

    public const string Pictures = "pictures";
}
