using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Testing;

namespace ScaleApp.Tests.Hosting.Testing;

/// <summary>The entry point of the real AppHost, up to but not including the start of its programs.</summary>
public sealed class DistributedApplicationTestingBuilderTests
{
    [Fact]
    public async Task The_entry_point_is_run_up_to_where_it_builds()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>();

        Assert.Equal(
            ["redis", "postgres", "shopdb", "migrations", "worker", "api"], builder.Resources.Select(resource => resource.Name));
        Assert.EndsWith("ScaleApp.AppHost", builder.AppHostDirectory);
    }

    [Fact]
    public async Task The_test_may_change_the_topology_before_it_is_built()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>();
        builder.Services.AddSingleton("extra");
        var api = (ProjectResource)builder.Resources.Single(resource => resource.Name == "api");
        builder.CreateResourceBuilder(api).WithReplicas(1);

        await using var application = await builder.BuildAsync();

        Assert.Equal("extra", application.Services.GetRequiredService<string>());
        Assert.Equal(1, api.GetReplicaCount());
    }

    [Fact]
    public async Task Ports_are_random_and_data_is_temporary_until_everything_is_disposed_of()
    {
        string folder;
        await using (var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>())
        {
            await using var application = await builder.BuildAsync();
            folder = builder.Configuration["ScaleApp:StateFolder"]!;
            Assert.True(Directory.Exists(folder));
            Assert.All(
                builder.Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()),
                endpoint => Assert.Null(endpoint.Port));
        }

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_builder_that_is_given_up_leaves_nothing()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>();
        var folder = builder.Configuration["ScaleApp:StateFolder"]!;

        await builder.DisposeAsync();
        await builder.DisposeAsync();

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task The_tests_arguments_win_over_its_defaults()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>(
            ["DcpPublisher:RandomizePorts=false", "--ScaleApp:RandomizePorts=false"]);

        await using var application = await builder.BuildAsync();

        Assert.Equal("false", builder.Configuration["ScaleApp:RandomizePorts"]);
        Assert.Contains(
            builder.Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()),
            endpoint => endpoint.Port is not null);
    }

    [Fact]
    public async Task A_wrong_topology_fails_the_build_with_its_message()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>();
        var api = builder.Resources.Single(resource => resource.Name == "api");
        builder.CreateResourceBuilder((RedisResource)builder.Resources[0]).WaitFor(builder.CreateResourceBuilder(api));

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => builder.BuildAsync());

        Assert.Contains("'redis'", error.Message);
    }

    [Fact]
    public async Task What_the_entry_point_throws_reaches_the_test()
    {
        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() =>
            DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>(["--ScaleApp:Postgres:MaxConnections=abc"]));

        Assert.Contains("'abc'", error.Message);
    }

    [Fact]
    public async Task Several_AppHosts_run_side_by_side()
    {
        var builders = await Task.WhenAll(Enumerable.Range(0, 4).Select(
            _ => DistributedApplicationTestingBuilder.CreateAsync<Projects.ScaleApp_AppHost>()));

        Assert.Equal(4, builders.Select(builder => builder.Configuration["ScaleApp:StateFolder"]).Distinct().Count());
        foreach (var builder in builders)
        {
            await builder.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_topology_of_the_tests_own_is_started_and_reached()
    {
        using var builder = DistributedApplicationTestingBuilder.Create();
        var folder = builder.Configuration["ScaleApp:StateFolder"]!;
        builder.AddConnectionString("legacy", ReferenceExpression.Create($"Server={"old"}"));
        await using (var application = await builder.BuildAsync())
        {
            await application.StartAsync();
            Assert.Equal("Server=old", await application.GetConnectionStringAsync("legacy"));
        }

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Unknown_resources_and_endpoints_are_named()
    {
        using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddExecutable("tool", "true", "/").WithHttpEndpoint();
        await using var application = await builder.BuildAsync();

        Assert.Contains("'nobody'", Assert.Throws<ArgumentException>(() => application.CreateHttpClient("nobody")).Message);
        Assert.Contains("'admin'", Assert.Throws<ArgumentException>(() => application.GetEndpoint("tool", "admin")).Message);
        Assert.Throws<InvalidOperationException>(() => application.GetEndpoint("tool"));
    }

    [Fact]
    public async Task A_client_for_a_resource_speaks_to_its_endpoint()
    {
        await using var server = WebApplication.CreateSlimBuilder().Build();
        server.Urls.Add("http://127.0.0.1:0");
        server.MapGet("/hello", () => "there");
        await server.StartAsync();
        using var builder = DistributedApplicationTestingBuilder.Create();
        var tool = builder.AddExecutable("tool", "true", "/").WithHttpEndpoint();
        var endpoint = tool.GetEndpoint("http").EndpointAnnotation;
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", new Uri(server.Urls.Single()).Port);
        await using var application = await builder.BuildAsync();

        using var client = application.CreateHttpClient("tool");

        Assert.Equal("there", await client.GetStringAsync("/hello"));
    }
}
