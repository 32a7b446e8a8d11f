namespace ScaleApp.ServiceDefaults.Faults;

/// <summary>Faults that a process makes itself, to see what a topology does then. Only in Development.</summary>
internal sealed class FaultOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Faults";

    /// <summary>The farthest that a clock may be off.</summary>
    public static readonly TimeSpan MaxClockSkew = TimeSpan.FromDays(1);

    /// <summary>How far the clock of this process is ahead, or behind when negative; up to a day. Default: not at all.</summary>
    public TimeSpan ClockSkew { get; set; }
}
