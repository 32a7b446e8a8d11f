using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScaleApp.Hosting.Projects;

/// <summary>A project's <c>Properties/launchSettings.json</c>.</summary>
internal sealed class LaunchSettings
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    [JsonPropertyName("profiles")]
    public Dictionary<string, LaunchProfile> Profiles { get; set; } = [];

    /// <summary>The settings of a project; none when it has no such file.</summary>
    /// <exception cref="DistributedApplicationException">The file cannot be read; the message names it and the resource.</exception>
    public static LaunchSettings Read(string resourceName, string projectPath)
    {
        var path = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(path))
        {
            return new LaunchSettings();
        }

        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<LaunchSettings>(stream, Format) ?? new LaunchSettings();
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException(
                $"The launch settings of '{resourceName}' ({path}) cannot be read: {error.Message}", error);
        }
    }

    /// <summary>
    /// The profile of that name; without a name the one that the AppHost itself was launched with, if the project has one of that
    /// name, else its first. Only profiles that run the project count.
    /// </summary>
    public LaunchProfile? Select(string? name, string? hostProfile)
    {
        var usable = Profiles.Where(profile => profile.Value.CommandName == "Project").ToArray();
        return Named(name ?? hostProfile) ?? (name is null && usable.Length > 0 ? usable[0].Value : null);

        LaunchProfile? Named(string? wanted) =>
            usable.FirstOrDefault(profile => string.Equals(profile.Key, wanted, StringComparison.OrdinalIgnoreCase)).Value;
    }
}

/// <summary>One way to launch a project.</summary>
internal sealed class LaunchProfile
{
    [JsonPropertyName("commandName")]
    public string? CommandName { get; set; }

    /// <summary>URLs, separated by semicolons.</summary>
    [JsonPropertyName("applicationUrl")]
    public string? ApplicationUrl { get; set; }

    [JsonPropertyName("environmentVariables")]
    public Dictionary<string, string> EnvironmentVariables { get; set; } = [];
}
