using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Eventing;
using ScaleApp.Hosting.Orchestration;

namespace ScaleApp.Hosting;

/// <inheritdoc cref="IDistributedApplicationBuilder"/>
public sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly DistributedApplicationEventing _eventing = new();
    private readonly AppHostObserver? _observer;

    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
        : this(options, new HostApplicationBuilderSettings { EnvironmentName = AppHostProject.FindEnvironmentName() })
    {
    }

    internal DistributedApplicationBuilder(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        ArgumentNullException.ThrowIfNull(options);

        _observer = AppHostObserver.Current;
        _observer?.OnCreating(options, settings);
        AppHostAssembly = AppHostProject.FindAssembly(options);
        AppHostDirectory = AppHostProject.FindDirectory(options, AppHostAssembly);
        settings.Args ??= options.Args;
        settings.ApplicationName ??= AppHostAssembly?.GetName().Name;
        settings.ContentRootPath ??= AppHostDirectory;
        _host = Host.CreateApplicationBuilder(settings);

        AddServices(options);
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    public Assembly? AppHostAssembly { get; }

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public IDistributedApplicationEventing Eventing => _eventing;

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new(DistributedApplicationOperation.Run);

    public IResourceCollection Resources { get; } = new ResourceCollection();

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);

        if (Resources.FirstOrDefault(
            present => string.Equals(present.Name, resource.Name, StringComparison.OrdinalIgnoreCase)) is { } twin)
        {
            throw new DistributedApplicationException(
                $"There are two resources named '{resource.Name}' ({twin.GetType().Name} and {resource.GetType().Name}): "
                + "names must differ by more than their case. Rename one of them.");
        }

        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new DistributedApplicationResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        _observer?.OnBuilding(this);

        if (AppHostSettings.AreRandomPortsWanted(Configuration))
        {
            foreach (var endpoint in Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()))
            {
                endpoint.Port = null;
            }
        }

        _ = AppHostSettings.FindBackends(Configuration);
        TopologyValidator.Validate(Resources.AsReadOnly());

        var application = new DistributedApplication(_host.Build(), this.FindStateFolder(), _observer);
        ExecutionContext.ServiceProvider = application.Services;
        _eventing.UnobservedError = application.ReportUnobserved;
        _observer?.OnBuilt(application);
        return application;
    }

    private void AddServices(DistributedApplicationOptions options)
    {
        Services.TryAddSingleton(TimeProvider.System);
        Services.AddSingleton(options);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(Eventing);
        Services.AddSingleton(new DistributedApplicationModel(Resources));
        Services.AddSingleton<ResourceNotificationService>();
        Services.AddSingleton<ResourceLoggerService>();
        Services.AddSingleton<ResourceCommandService>();
        Services.AddHealthChecks();
        Services.AddOrchestration(Configuration, this.FindStateFolder());

        _host.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // A start that fails ends with its message; the same with a stack trace above it helps nobody.
        _host.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    }
}
