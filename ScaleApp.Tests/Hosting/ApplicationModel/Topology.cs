using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

/// <summary>Topologies that are described but not started, and what their replicas would be started with.</summary>
internal static class Topology
{
    private static readonly string StateFolder = CreateStateFolder();

    /// <summary>An empty topology whose generated passwords go to a folder of this test run.</summary>
    public static IDistributedApplicationBuilder Create(params string[] args) =>
        new DistributedApplicationBuilder([$"--ScaleApp:StateFolder={StateFolder}", .. args]);

    public static IResourceBuilder<ExecutableResource> AddProgram(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddExecutable(name, "true", ".");

    /// <summary>Gives an endpoint the address that the host would give it.</summary>
    public static void Allocate(this IResource resource, int port, string? endpointName = null)
    {
        var endpoint = resource.Annotations.OfType<EndpointAnnotation>()
            .First(candidate => endpointName is null || candidate.Name == endpointName);
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", port);
    }

    /// <summary>The variables of one replica.</summary>
    public static async Task<Dictionary<string, string?>> GetEnvironmentAsync(
        this IResource resource, Dictionary<string, int>? targetPorts = null)
    {
        var context = new EnvironmentCallbackContext(new(DistributedApplicationOperation.Run), resource);
        foreach (var callback in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray())
        {
            await callback.Callback(context);
        }

        var values = new Dictionary<string, string?>();
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            values[name] = await ResolveAsync(resource, value, targetPorts);
        }

        return values;
    }

    public static async Task<List<string?>> GetArgumentsAsync(this IResource resource)
    {
        var context = new CommandLineArgsCallbackContext([], resource);
        foreach (var callback in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await callback.Callback(context);
        }

        var values = new List<string?>();
        foreach (var value in context.Args)
        {
            values.Add(await ResolveAsync(resource, value, null));
        }

        return values;
    }

    private static async Task<string?> ResolveAsync(IResource resource, object value, Dictionary<string, int>? targetPorts) =>
        value is IValueProvider provider
            ? await provider.GetValueAsync(new ValueProviderContext { Caller = resource, TargetPorts = targetPorts ?? [] })
            : value.ToString();

    private static string CreateStateFolder()
    {
        var folder = Directory.CreateTempSubdirectory("scaleapp-model-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }
}
