using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Worker.Maintenance;

/// <summary>When what is over is removed.</summary>
public sealed class CleanupOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Cleanup";

    /// <summary>When the clean-up is due, by UTC, in five fields, or six with seconds first. Default: every ten minutes.</summary>
    [Required]
    public string Cron { get; set; } = "*/10 * * * *";
}
