using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Hosting.Processes;

/// <summary>Where the host records what it started.</summary>
internal sealed class ProcessLedgerOptions
{
    public const string Section = "ScaleApp:Processes";

    /// <summary>
    /// The folder of the records, shared by all hosts that may reap for one another; a folder of the user's under the
    /// system's temporary folder by default, <c>.scaleapp/run</c> beside an AppHost.
    /// </summary>
    [Required]
    public string Folder { get; set; } = Path.Combine(Path.GetTempPath(), $"scaleapp-run-{Environment.UserName}");
}
