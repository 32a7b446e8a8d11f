using Microsoft.Extensions.Configuration;

namespace ScaleApp.Jobs;

/// <summary>Reads <see cref="BackgroundJobServerOptions"/> from configuration.</summary>
internal static class BackgroundJobServerBinding
{
    public static void Bind(BackgroundJobServerOptions options, IConfiguration configuration)
    {
        var section = configuration.GetSection(BackgroundJobServerOptions.Section);
        // The binder appends to an array that has a default; a list of queues replaces it.
        var queues = section.GetSection(nameof(options.Queues)).Get<string[]>();
        section.Bind(options);
        options.Queues = queues ?? [QueueName.Default];
    }
}
