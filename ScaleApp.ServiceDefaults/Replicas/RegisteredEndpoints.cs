using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;

namespace ScaleApp.ServiceDefaults.Replicas;

/// <summary>Service discovery for <c>http://_grpc.SERVICE</c>: the registered replicas of a service that answer gRPC.</summary>
/// <remarks>Each call resolves the name, so calls are spread over replicas however long connections live.</remarks>
internal sealed class RegisteredEndpoints(ReplicaRegistry registry) : IServiceEndpointProviderFactory
{
    private const string Name = "grpc";

    // A replica that has gone meanwhile refuses the call, which is repeated at another one.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    public bool TryCreateProvider(ServiceEndpointQuery query, [NotNullWhen(true)] out IServiceEndpointProvider? provider)
    {
        provider = query.EndpointName == Name ? new Provider(registry, query.ServiceName) : null;
        return provider is not null;
    }

    private sealed class Provider(ReplicaRegistry registry, string service) : IServiceEndpointProvider
    {
        public async ValueTask PopulateAsync(IServiceEndpointBuilder endpoints, CancellationToken cancellationToken)
        {
            foreach (var replica in await registry.ListAsync(service, cancellationToken))
            {
                if (replica.GrpcPort is { } port)
                {
                    endpoints.Endpoints.Add(ServiceEndpoint.Create(new DnsEndPoint(replica.Address.Host, port)));
                }
            }

            endpoints.AddChangeToken(new CancellationChangeToken(new CancellationTokenSource(Freshness).Token));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
