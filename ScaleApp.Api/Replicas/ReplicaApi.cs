using System.Text.Json.Serialization;

namespace ScaleApp.Api.Replicas;

/// <summary>Tells which replica answers, so that one can watch the load being shared out.</summary>
internal static class ReplicaApi
{
    public static void AddReplica(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(
            new Replica(ServiceIdentity.From(builder).Instance, Environment.ProcessId, TimeProvider.System.GetUtcNow()));
    }

    public static void MapReplica(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/whoami", WhoAmI).WithTags("Replicas").WithSummary("Get the replica that answers");

    private static Ok<Replica> WhoAmI(Replica replica, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(replica);
    }
}

/// <summary>The copy of this program that answers.</summary>
/// <param name="Name">The replica's name: the <c>service.instance.id</c> of its traces.</param>
/// <param name="ProcessId">The operating system's process id.</param>
/// <param name="StartedAt">When the process started.</param>
public sealed record Replica([property: JsonPropertyName("replica")] string Name, int ProcessId, DateTimeOffset StartedAt);
