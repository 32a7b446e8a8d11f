using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting.Startup;

/// <summary>Removes from Aspire's log on the console what the startup lines already say.</summary>
internal static class QuietLogging
{
    private static readonly (string Category, LogLevel Level)[] Levels =
    [
        ("Aspire.Hosting", LogLevel.Warning),
        ("Microsoft.AspNetCore", LogLevel.Warning),
        ("System.Net.Http", LogLevel.Warning),
        // Ctrl+C during the start is logged as a failure; a failure ends the program with its exception.
        ("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical),
        // Each check of a resource that is still starting fails, with a stack trace. Its row says how it is.
        ("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None),
    ];

    /// <summary>The last rule for a category wins, so these come first: the AppHost's own settings override them.</summary>
    public static void Add(IServiceCollection services) => services.Configure<LoggerFilterOptions>(options =>
    {
        foreach (var (category, level) in Levels)
        {
            options.Rules.Insert(0, new LoggerFilterRule(providerName: null, category, level, filter: null));
        }
    });
}
