using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Hosting.Testing;

/// <summary>What is different in a test.</summary>
internal static class TestingDefaults
{
    /// <summary>Applies the defaults; the test's arguments and options come after them and so win.</summary>
    public static void Apply(
        DistributedApplicationOptions options, HostApplicationBuilderSettings settings, TestFolder folder, string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        options.DisableDashboard = true;
        options.Args =
        [
            $"--{AppHostSettings.RandomizePorts}=true",
            $"--{AppHostState.Key}={folder.Path}",
            // Shared by all runs: what a killed test process leaves behind is reaped by the next one.
            $"--{ProcessLedgerOptions.Section}:{nameof(ProcessLedgerOptions.Folder)}={new ProcessLedgerOptions().Folder}",
            "--ScaleApp:Console:Enabled=false",
            "--Logging:LogLevel:Default=Warning",
            .. options.Args ?? [],
            .. args,
        ];
        configure(options, settings);
    }

    public static void AddServices(IDistributedApplicationBuilder builder) =>
        builder.Services.AddHttpClient(TestingHttpClients.Name, client => client.Timeout = TimeSpan.FromSeconds(30))
            // A test that asks for a redirect wants to see it followed or not by its own choice; cookies would be shared.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseCookies = false });
}

internal static class TestingHttpClients
{
    public const string Name = "ScaleApp.Hosting.Testing";
}
