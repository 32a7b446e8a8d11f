using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.ServiceDefaults;

/// <summary>Settings of <c>Logging</c> that hold unless a service's own configuration says otherwise.</summary>
internal static class LoggingDefaults
{
    // These log several lines for each request or call at Information.
    private static readonly string[] Chatty =
        ["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Npgsql", "Polly", "StackExchange.Redis", "System.Net.Http", "Yarp", "ZiggyCreatures"];

    public static void AddLoggingDefaults(this IHostApplicationBuilder builder)
    {
        var settings = new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Information" };
        foreach (var category in Chatty)
        {
            settings[$"Logging:LogLevel:{category}"] = "Warning";
        }

        foreach (var (name, value) in builder.Environment.IsDevelopment() ? ForPeople : ForMachines)
        {
            settings[$"Logging:Console:{name}"] = value;
        }

        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings });
    }

    private static Dictionary<string, string> ForPeople => new()
    {
        ["FormatterName"] = "simple",
        ["FormatterOptions:SingleLine"] = "true",
        ["FormatterOptions:TimestampFormat"] = "HH:mm:ss.fff ",
    };

    private static Dictionary<string, string> ForMachines => new()
    {
        ["FormatterName"] = "json",
        ["FormatterOptions:IncludeScopes"] = "true",
        ["FormatterOptions:TimestampFormat"] = "yyyy-MM-ddTHH:mm:ss.fffZ",
        ["FormatterOptions:UseUtcTimestamp"] = "true",
    };
}
