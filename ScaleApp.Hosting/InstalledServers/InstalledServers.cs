using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting;

/// <summary>Replaces the containers of Redis and PostgreSQL resources with installed servers, before the AppHost starts.</summary>
/// <remarks>
/// The official resource stays in the model, because Aspire's packages know it by identity. It loses its container image and
/// gets a companion, the process, which Aspire's orchestrator runs. State, log, events and commands pass between them.
/// </remarks>
internal sealed partial class InstalledServers(
    ServerChooser chooser, DataFolders folders, ServerStart start, OwnerEvents events, IServiceProvider services,
    IConfiguration configuration, IHostApplicationLifetime lifetime, ILogger<InstalledServers> logger)
    : IDistributedApplicationEventingSubscriber
{
    private const string RandomizePorts = "DcpPublisher:RandomizePorts";

    public Task SubscribeAsync(
        IDistributedApplicationEventing eventing, DistributedApplicationExecutionContext executionContext,
        CancellationToken cancellationToken)
    {
        eventing.Subscribe<BeforeStartEvent>((started, token) => ReplaceContainersAsync(started.Model, token));
        return Task.CompletedTask;
    }

    private async Task ReplaceContainersAsync(DistributedApplicationModel model, CancellationToken cancellationToken)
    {
        var owners = model.Resources.OfType<ContainerResource>()
            .Where(resource => ServerKind.Of(resource) is { } kind && (resource.IsContainer() || kind.InstalledOnlySetting is not null)).ToArray();
        if (owners is [])
        {
            return;
        }

        var choice = await chooser.ChooseAsync(owners, cancellationToken);
        if (!choice.IsInstalled)
        {
            if (owners.Select(InstalledOnlySetting).FirstOrDefault(setting => setting is not null) is { } setting)
            {
                throw InstalledOnly.Refusal(setting, choice.Reason);
            }

            LogContainers(choice.Reason);
            return;
        }

        LogInstalled(choice.Reason, folders.Root);
        foreach (var owner in owners)
        {
            Replace(model, owner);
        }
    }

    private static string? InstalledOnlySetting(ContainerResource owner) => owner.Annotations.OfType<StandbyAnnotation>().Any()
        ? ReadReplicaExtensions.Setting
        : ServerKind.Of(owner)!.InstalledOnlySetting;

    private void Replace(DistributedApplicationModel model, ContainerResource owner)
    {
        var kind = ServerKind.Of(owner)!;
        InstalledServerResource.RemoveContainer(owner, configuration.GetValue(RandomizePorts, false));
        var server = new InstalledServerResource(owner, kind, folders.Of(owner, kind.DataTarget), start);
        model.Resources.Add(server);

        events.Register(server);
        var supervisor = ActivatorUtilities.CreateInstance<ServerSupervisor>(services, server);
        ActivatorUtilities.CreateInstance<OwnerCommands>(services, server, supervisor).Add();
        _ = supervisor.RunAsync(lifetime.ApplicationStopping);
    }

    [LoggerMessage(LogLevel.Information,
        "Redis and PostgreSQL run as installed servers: {Reason}. Data with a volume is kept in {Folder}.")]
    private partial void LogInstalled(string reason, string folder);

    [LoggerMessage(LogLevel.Information, "Redis and PostgreSQL run as containers: {Reason}.")]
    private partial void LogContainers(string reason);
}
