using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>A port for gRPC, which without TLS needs HTTP/2 from the first byte and so one of its own.</summary>
public static class GrpcEndpointExtensions
{
    private const string Name = "grpc";

    /// <summary>Adds a second address to each replica and tells it which of its ports that is, in the setting <c>Replica:GrpcPort</c>.</summary>
    public static IResourceBuilder<ProjectResource> WithGrpcEndpoint(this IResourceBuilder<ProjectResource> service) =>
        service
            .WithHttpEndpoint(name: Name)
            .WithEnvironment("Replica__GrpcPort", service.GetEndpoint(Name).Property(EndpointProperty.TargetPort))
            .WithUrlForEndpoint(Name, url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly);
}
