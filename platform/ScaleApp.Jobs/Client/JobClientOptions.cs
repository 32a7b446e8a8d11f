using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Jobs;

/// <summary>How a process creates jobs.</summary>
public sealed class JobClientOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Jobs:Client";

    /// <summary>The most bytes that the arguments of a job may take as JSON. Default: 64 KB.</summary>
    [Range(2, 16 * 1024 * 1024)]
    public int MaxArgumentBytes { get; set; } = 64 * 1024;
}
