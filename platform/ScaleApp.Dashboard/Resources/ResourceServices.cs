using ScaleApp.Dashboard.Live;
using ScaleApp.Dashboard.Shell;

namespace ScaleApp.Dashboard.Resources;

/// <summary>The pages of resources and of what they write, where there is a host.</summary>
internal static class ResourceServices
{
    public static IHostApplicationBuilder AddResources(this IHostApplicationBuilder builder, IResourceService resources)
    {
        builder.Services.AddSingleton(resources);
        builder.Services.AddHostedService<ResourceChanges>();
        return builder.AddNavigation(10, "Resources", "/resources", "resources");
    }

    public static void MapResources(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<ResourcesPage>("/resources");
        routes.MapPost("/resources/{id}/command", Execute);
        routes.MapPost("/resources/{id}/scale", Scale);
    }

    // A command that was begun is brought to its end, whether or not the page that asked is still there.
    private static async Task<IResult> Execute(string id, HttpContext context, IResourceService resources, IHostApplicationLifetime lifetime)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return new CommandAnswer(await resources.ExecuteAsync(id, form["command"].ToString(), lifetime.ApplicationStopping));
    }

    private static async Task<IResult> Scale(string id, HttpContext context, IResourceService resources, IHostApplicationLifetime lifetime)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return new CommandAnswer(int.TryParse(form["replicas"], out var replicas)
            ? await resources.ScaleAsync(id, replicas, lifetime.ApplicationStopping)
            : new CommandOutcome(false, "The number of replicas must be a whole number."));
    }

    /// <summary>Passes changes on to open pages.</summary>
    private sealed class ResourceChanges(IResourceService resources, LiveChanges changes) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            resources.Changed += Raise;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            resources.Changed -= Raise;
            return Task.CompletedTask;
        }

        private void Raise() => changes.Raise(LiveTopics.Resources);
    }
}
