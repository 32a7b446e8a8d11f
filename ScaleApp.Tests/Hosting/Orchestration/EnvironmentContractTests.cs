using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Balancing;
using ScaleApp.Hosting.Orchestration.Endpoints;
using ScaleApp.Hosting.Orchestration.Environment;
using ScaleApp.Hosting.Orchestration.Replicas;

namespace ScaleApp.Tests.Hosting.Orchestration;

public class EnvironmentContractTests
{
    [Fact]
    public async Task A_replica_is_told_who_it_is_and_where_to_listen()
    {
        await using var topology = new TestTopology();
        var variables = await VariablesAsync(topology, topology.AddServer("api"));

        Assert.Equal("http://127.0.0.1:23456", variables["ASPNETCORE_URLS"].Value);
        Assert.Equal("2", variables["SCALEAPP_REPLICA_INDEX"].Value);
        Assert.Equal("api", variables["OTEL_SERVICE_NAME"].Value);
        Assert.Equal("service.instance.id=api-x", variables["OTEL_RESOURCE_ATTRIBUTES"].Value);
        Assert.Equal(topology.Builder.Environment.EnvironmentName, variables["DOTNET_ENVIRONMENT"].Value);
    }

    [Fact]
    public async Task Telemetry_is_sent_only_where_somebody_collects_it()
    {
        await using var nobody = new TestTopology();
        Assert.DoesNotContain("OTEL_EXPORTER_OTLP_ENDPOINT", await VariablesAsync(nobody, nobody.AddServer("api")));

        await using var somebody = new TestTopology(
            "--ScaleApp:Otlp:Endpoint=http://localhost:4317", "--ScaleApp:Otlp:ApiKey=s3cret", "--environment=Development");
        var variables = await VariablesAsync(somebody, somebody.AddServer("api"));

        Assert.Equal("http://localhost:4317", variables["OTEL_EXPORTER_OTLP_ENDPOINT"].Value);
        Assert.Equal("grpc", variables["OTEL_EXPORTER_OTLP_PROTOCOL"].Value);
        Assert.Equal(new EnvironmentVariable("x-otlp-api-key=s3cret", IsSecret: true), variables["OTEL_EXPORTER_OTLP_HEADERS"]);
    }

    [Fact]
    public async Task What_the_topology_sets_has_the_last_word()
    {
        await using var topology = new TestTopology();
        var api = topology.AddServer("api").WithEnvironment("OTEL_SERVICE_NAME", "shop").WithEnvironment("COLOUR", "blue");

        var variables = await VariablesAsync(topology, api);

        Assert.Equal("shop", variables["OTEL_SERVICE_NAME"].Value);
        Assert.Equal(new EnvironmentVariable("blue", IsSecret: false), variables["COLOUR"]);
    }

    [Fact]
    public async Task Connection_strings_and_secret_parameters_are_marked_and_others_are_not()
    {
        await using var topology = new TestTopology("--Parameters:salt=pepper", "--Parameters:town=Bern");
        var redis = topology.Builder.AddRedis("redis", port: 6399);
        var api = topology.AddServer("api").WithReference(redis)
            .WithEnvironment("SALT", topology.Builder.AddParameter("salt", secret: true))
            .WithEnvironment("TOWN", topology.Builder.AddParameter("town"));
        var endpoint = redis.Resource.PrimaryEndpoint.EndpointAnnotation;
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", 6399);

        var variables = await VariablesAsync(topology, api);

        Assert.StartsWith("localhost:6399,password=", variables["ConnectionStrings__redis"].Value);
        Assert.True(variables["ConnectionStrings__redis"].IsSecret);
        Assert.Equal(new EnvironmentVariable("pepper", IsSecret: true), variables["SALT"]);
        Assert.Equal(new EnvironmentVariable("Bern", IsSecret: false), variables["TOWN"]);
    }

    [Fact]
    public async Task A_variable_that_has_no_value_names_itself_and_the_resource()
    {
        await using var topology = new TestTopology();
        var api = topology.AddServer("api").WithEnvironment("SALT", topology.Builder.AddParameter("salt"));

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => VariablesAsync(topology, api));

        Assert.StartsWith("'api' cannot be given the variable SALT: ", error.Message);
    }

    private static async Task<IReadOnlyDictionary<string, EnvironmentVariable>> VariablesAsync(
        TestTopology topology, IResourceBuilder<ProjectResource> project)
    {
        var services = topology.Application.Services;
        var endpoint = project.Resource.Annotations.OfType<EndpointAnnotation>().Single();
        await using var balancer = services.GetRequiredService<LoadBalancerFactory>().Create(
            new LoadBalancerOptions { ResourceName = "api", EndpointName = "http", Scheme = "http" });
        var endpoints = new ResourceEndpoints([new EndpointBinding(endpoint, balancer, null)], () => 0);
        var start = new ReplicaStart("api-x", 2, ImmutableDictionary<string, int>.Empty.Add("http", 23456), _ => { });

        return await services.GetRequiredService<ReplicaEnvironment>()
            .GetVariablesAsync(project.Resource, endpoints, start, CancellationToken.None);
    }
}
