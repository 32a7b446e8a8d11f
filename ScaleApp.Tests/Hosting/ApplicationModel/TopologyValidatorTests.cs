using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

public sealed class TopologyValidatorTests
{
    private readonly IDistributedApplicationBuilder _builder = Topology.Create();

    [Fact]
    public void Two_resources_of_one_name_are_refused_whatever_the_case()
    {
        _builder.AddProgram("api");

        var error = Assert.Throws<DistributedApplicationException>(() => _builder.AddProgram("API"));

        Assert.Contains("'API'", error.Message);
    }

    [Fact]
    public void Resources_that_wait_for_each_other_are_refused_with_the_circle()
    {
        var a = _builder.AddProgram("a");
        var b = _builder.AddProgram("b").WaitFor(a);
        var c = _builder.AddProgram("c").WaitForCompletion(b);
        a.WaitForStart(c);

        var error = Assert.Throws<DistributedApplicationException>(_builder.Build);

        Assert.Contains("'a' waits for 'c' waits for 'b' waits for 'a'", error.Message);
    }

    [Fact]
    public void A_server_that_waits_for_a_user_of_its_database_is_refused()
    {
        var server = _builder.AddPostgres("postgres");
        var api = _builder.AddProgram("api").WaitFor(server.AddDatabase("shopdb"));
        server.WaitFor(api);

        var error = Assert.Throws<DistributedApplicationException>(_builder.Build);

        Assert.Contains("'postgres'", error.Message);
        Assert.Contains("'api'", error.Message);
    }

    [Fact]
    public void Two_ways_to_the_same_dependency_are_no_circle()
    {
        var database = _builder.AddProgram("db");
        var left = _builder.AddProgram("left").WaitFor(database);
        var right = _builder.AddProgram("right").WaitFor(database);
        _builder.AddProgram("top").WaitFor(left).WaitFor(right);

        using var application = _builder.Build();

        Assert.NotNull(application);
    }

    [Fact]
    public void A_resource_cannot_wait_for_itself()
    {
        var api = _builder.AddProgram("api");

        Assert.Contains("'api'", Assert.Throws<DistributedApplicationException>(() => api.WaitFor(api)).Message);
    }

    [Fact]
    public void A_wait_for_a_resource_of_another_application_is_refused()
    {
        var foreign = Topology.Create().AddProgram("elsewhere");
        _builder.AddProgram("api").WaitFor(foreign);

        var error = Assert.Throws<DistributedApplicationException>(_builder.Build);

        Assert.Contains("'api' waits for 'elsewhere'", error.Message);
    }

    [Fact]
    public void A_reference_to_a_resource_of_another_application_is_refused()
    {
        var foreign = Topology.Create().AddRedis("redis");
        _builder.AddProgram("api").WithReference(foreign);

        var error = Assert.Throws<DistributedApplicationException>(_builder.Build);

        Assert.Contains("'api' refers to 'redis'", error.Message);
    }

    [Fact]
    public void Two_endpoints_on_one_fixed_port_are_refused()
    {
        _builder.AddProgram("api").WithHttpEndpoint(port: 5080);
        _builder.AddProgram("admin").WithHttpEndpoint(port: 5080, name: "web");

        var error = Assert.Throws<DistributedApplicationException>(_builder.Build);

        Assert.Contains("port 5080: 'http' of 'api' and 'web' of 'admin'", error.Message);
    }

    [Theory]
    [InlineData("--ScaleApp:RandomizePorts=true")]
    [InlineData("DcpPublisher:RandomizePorts=true")]
    public void Random_ports_take_every_fixed_public_port_away(string argument)
    {
        var builder = Topology.Create(argument);
        var endpoint = builder.AddProgram("api").WithHttpEndpoint(port: 5080).GetEndpoint("http");

        using var application = builder.Build();

        Assert.Null(endpoint.EndpointAnnotation.Port);
    }

    [Fact]
    public void Replicas_cannot_share_a_fixed_target_port()
    {
        _builder.AddProgram("api").WithHttpEndpoint(targetPort: 8080).WithAnnotation(new ReplicaAnnotation(2));

        var error = Assert.Throws<DistributedApplicationException>(_builder.Build);

        Assert.Contains("target port 8080", error.Message);
    }

    [Fact]
    public void A_health_check_over_HTTP_needs_an_HTTP_endpoint()
    {
        _builder.AddProgram("api").WithHttpHealthCheck("/health");

        var error = Assert.Throws<DistributedApplicationException>(_builder.Build);

        Assert.Contains("'api'", error.Message);
        Assert.Contains("WithHttpEndpoint", error.Message);
    }

    [Fact]
    public void A_second_endpoint_of_one_name_is_refused()
    {
        var api = _builder.AddProgram("api").WithHttpEndpoint();

        var error = Assert.Throws<DistributedApplicationException>(() => api.WithHttpEndpoint(port: 5000));

        Assert.Contains("'http'", error.Message);
    }

    [Fact]
    public async Task A_missing_project_file_keeps_the_application_from_starting()
    {
        _builder.AddProject("api", "/nowhere/Api.csproj");
        await using var application = _builder.Build();

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => application.StartAsync());

        Assert.Contains("'api'", error.Message);
        Assert.Contains("/nowhere/Api.csproj", error.Message);
    }

    [Fact]
    public async Task A_missing_working_directory_keeps_the_application_from_starting()
    {
        _builder.AddExecutable("tool", "true", "/nowhere/at/all");
        await using var application = _builder.Build();

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => application.StartAsync());

        Assert.Contains("'tool'", error.Message);
    }

    [Fact]
    public async Task A_parameter_without_a_value_keeps_the_application_from_starting()
    {
        _builder.AddParameter("smtp-password", secret: true);
        await using var application = _builder.Build();

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => application.StartAsync());

        Assert.Contains("Parameters:smtp-password", error.Message);
    }
}
