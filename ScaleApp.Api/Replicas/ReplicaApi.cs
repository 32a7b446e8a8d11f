using Microsoft.AspNetCore.Http.HttpResults;

namespace ScaleApp.Api.Replicas;

/// <summary>Tells which replica answers, so that one can watch the load being shared out.</summary>
internal static class ReplicaApi
{
    public static IHostApplicationBuilder AddReplica(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(
            new Replica(ServiceIdentity.From(builder).Instance, Environment.ProcessId, TimeProvider.System.GetUtcNow()));

        return builder;
    }

    public static IEndpointRouteBuilder MapReplica(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/whoami", WhoAmI).WithTags("Replicas").WithSummary("Which replica answers");

        return routes;
    }

    private static Ok<Replica> WhoAmI(Replica replica, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(replica);
    }
}
