using Microsoft.Extensions.Configuration;

namespace ScaleApp.Hosting;

/// <summary>Where the host keeps what outlives a run: data, generated passwords, the record of its processes.</summary>
internal static class AppHostState
{
    /// <summary>The setting that moves it; <c>.scaleapp</c> in the AppHost's folder.</summary>
    public const string Key = "ScaleApp:StateFolder";

    public static string FindFolder(IConfiguration configuration, string appHostDirectory) =>
        Path.GetFullPath(configuration[Key] is { Length: > 0 } given ? given : ".scaleapp", appHostDirectory);

    public static string FindStateFolder(this IDistributedApplicationBuilder builder) =>
        FindFolder(builder.Configuration, builder.AppHostDirectory);

    /// <summary>The folder for data of one resource.</summary>
    public static string FindDataFolder(this IDistributedApplicationBuilder builder, string name) =>
        Path.Combine(builder.FindStateFolder(), "data", name);
}
