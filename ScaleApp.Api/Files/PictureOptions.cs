using System.ComponentModel.DataAnnotations;

namespace ScaleApp.Api.Files;

/// <summary>How pictures are taken in.</summary>
internal sealed class PictureOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Pictures";

    /// <summary>
    /// How long an upload may take, before it is answered with 408. Default: 2 minutes. At most half an hour: the sweep takes what is
    /// unfinished after two for broken off.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:30:00")]
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromMinutes(2);
}
