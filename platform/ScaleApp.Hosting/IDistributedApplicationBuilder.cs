using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Eventing;

namespace ScaleApp.Hosting;

/// <summary>Describes a topology.</summary>
public interface IDistributedApplicationBuilder
{
    ConfigurationManager Configuration { get; }

    /// <summary>The folder of the AppHost project; relative paths start there.</summary>
    string AppHostDirectory { get; }

    /// <summary>The assembly that describes the topology.</summary>
    Assembly? AppHostAssembly { get; }

    IHostEnvironment Environment { get; }

    /// <summary>The services of the host itself, not of the resources.</summary>
    IServiceCollection Services { get; }

    IDistributedApplicationEventing Eventing { get; }

    DistributedApplicationExecutionContext ExecutionContext { get; }

    IResourceCollection Resources { get; }

    /// <summary>Adds a resource.</summary>
    /// <exception cref="DistributedApplicationException">There is one of that name already.</exception>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>A builder for a resource, without adding it.</summary>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource;

    /// <summary>Checks the topology and makes the application.</summary>
    /// <exception cref="DistributedApplicationException">The topology is wrong; the message names the resource.</exception>
    DistributedApplication Build();
}
