namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>What is taken from a project's launch settings.</summary>
public class ProjectResourceOptions
{
    /// <summary>The profile; null for the AppHost's own, else the first.</summary>
    public string? LaunchProfileName { get; set; }

    /// <summary>Takes nothing from the launch settings; false.</summary>
    public bool ExcludeLaunchProfile { get; set; }
}
