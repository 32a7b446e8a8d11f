using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Hosting.Backends;

namespace ScaleApp.Hosting.ApplicationModel;

/// <summary>The resource is a server that is run by this machine's own installation of it, or by a container.</summary>
/// <param name="kind">Which backend, one of <see cref="BackendKinds"/>: the key that it is registered under.</param>
internal sealed class BackendAnnotation(string kind) : IResourceAnnotation
{
    private readonly IBackend? _backend;

    public BackendAnnotation(IBackend backend)
        : this(backend.GetType().Name)
    {
        _backend = backend;
    }

    public string Kind { get; } = kind;

    /// <summary>The endpoint whose port the server listens on; null for a container, which has as many as were said.</summary>
    public string? EndpointName { get; init; }

    /// <summary>The user to create; null when the server has none.</summary>
    public IValueProvider? UserName { get; set; }

    /// <summary>The password to ask for; null for none.</summary>
    public IValueProvider? Password { get; set; }

    /// <summary>The full path of the folder for data that outlives the run; null for a temporary one.</summary>
    public string? DataFolder { get; set; }

    /// <summary>The most connections the server accepts, where it has such a limit; 100.</summary>
    public int MaxConnections { get; set; } = 100;

    public IBackend GetBackend(IServiceProvider services) =>
        _backend ?? services.GetRequiredKeyedService<IBackend>(Kind);
}

/// <summary>The keys under which backends are registered.</summary>
internal static class BackendKinds
{
    public const string Redis = "redis";

    public const string Postgres = "postgres";

    public const string Container = "container";
}
