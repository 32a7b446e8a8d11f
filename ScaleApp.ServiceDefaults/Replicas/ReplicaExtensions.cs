using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.ServiceDiscovery;

namespace ScaleApp.ServiceDefaults.Replicas;

public static class ReplicaExtensions
{
    // For what a gateway adds to a request, so that it is the gateway that refuses one with too many headers.
    private const int RoomForHeaders = 8 * 1024, RoomForHeaderCount = 20;

    /// <summary>Registers this process as a replica of <paramref name="service"/> while it takes requests. Needs Redis.</summary>
    public static void AddReplicaRegistration(this IHostApplicationBuilder builder, string service)
    {
        ArgumentException.ThrowIfNullOrEmpty(service);
        builder.AddReplicaRegistry();
        builder.Services.AddOptions<ReplicaOptions>().BindConfiguration(ReplicaOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(new ReplicaName(
            service, ServiceIdentity.From(builder).Instance, IsNamedByHost: builder.Configuration["OTEL_RESOURCE_ATTRIBUTES"]?.Contains("service.instance.id=", StringComparison.Ordinal) is true));
        builder.Services.AddSingleton<LoadMeter>();
        builder.Services.AddSingleton<IStartupFilter>(services => services.GetRequiredService<LoadMeter>());
        builder.Services.AddSingleton<ReplicaRegistration>();
        builder.Services.AddSingleton<IDrainStep>(services => services.GetRequiredService<ReplicaRegistration>());
        builder.Services.AddHostedService(services => services.GetRequiredService<ReplicaRegistration>());
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.MaxRequestHeadersTotalSize += RoomForHeaders;
            kestrel.Limits.MaxRequestHeaderCount += RoomForHeaderCount;
        });
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<ReplicaOptions>>((kestrel, replica) => kestrel.ConfigureEndpointDefaults(endpoint =>
        {
            if (endpoint.IPEndPoint?.Port == replica.Value.GrpcPort)
            {
                endpoint.Protocols = HttpProtocols.Http2;
            }
        }));
    }

    /// <summary>Adds <see cref="ReplicaRegistry"/>, to ask for the replicas of other services. Needs Redis.</summary>
    public static void AddReplicaRegistry(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<ReplicaRegistry>();
    }

    /// <summary>
    /// Lets HTTP and gRPC clients of this process reach the replicas of a service that answer gRPC as <c>http://_grpc.SERVICE</c>. Needs Redis.
    /// </summary>
    public static void AddRegisteredEndpoints(this IHostApplicationBuilder builder)
    {
        builder.AddReplicaRegistry();

        // First: the last of the built-in ones takes a name that none has resolved for a host's.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IServiceEndpointProviderFactory, RegisteredEndpoints>());
    }
}
