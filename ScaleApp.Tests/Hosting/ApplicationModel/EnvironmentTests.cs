using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

public sealed class EnvironmentTests
{
    private readonly IDistributedApplicationBuilder _builder = Topology.Create();

    [Fact]
    public async Task Every_kind_of_value_ends_up_in_the_environment()
    {
        var secret = _builder.AddParameter("secret", "s", secret: true);
        var other = _builder.AddProgram("other").WithHttpEndpoint();
        other.Resource.Allocate(5001);
        var program = _builder.AddProgram("program")
            .WithEnvironment("TEXT", "text")
            .WithEnvironment("NOTHING", (string?)null)
            .WithEnvironment("CALLBACK", () => "called")
            .WithEnvironment("PARAMETER", secret)
            .WithEnvironment("ENDPOINT", other.GetEndpoint("http"))
            .WithEnvironment("EXPRESSION", $"{other.GetEndpoint("http")}/{secret}")
            .WithEnvironment(context => context.EnvironmentVariables["NAME"] = context.Resource.Name);

        var environment = await program.Resource.GetEnvironmentAsync();

        Assert.Equal("text", environment["TEXT"]);
        Assert.Equal("", environment["NOTHING"]);
        Assert.Equal("called", environment["CALLBACK"]);
        Assert.Equal("s", environment["PARAMETER"]);
        Assert.Equal("http://localhost:5001", environment["ENDPOINT"]);
        Assert.Equal("http://localhost:5001/s", environment["EXPRESSION"]);
        Assert.Equal("program", environment["NAME"]);
    }

    [Fact]
    public async Task What_is_set_last_counts()
    {
        var program = _builder.AddProgram("program").WithEnvironment("A", "1").WithEnvironment("A", "2");

        Assert.Equal("2", (await program.Resource.GetEnvironmentAsync())["A"]);
    }

    [Fact]
    public async Task Each_replica_is_told_its_own_target_port()
    {
        var program = _builder.AddProgram("program").WithHttpEndpoint(port: 5000, env: "PORT");
        program.Resource.Allocate(5000);

        var first = await program.Resource.GetEnvironmentAsync(new() { ["http"] = 30_001 });
        var second = await program.Resource.GetEnvironmentAsync(new() { ["http"] = 30_002 });

        Assert.Equal(("30001", "30002"), (first["PORT"], second["PORT"]));
    }

    [Fact]
    public async Task Arguments_keep_their_order()
    {
        var mode = _builder.AddParameter("mode", "fast");
        var program = _builder.AddProgram("program").WithArgs("one", "two").WithArgs("--mode", mode)
            .WithArgs(context => context.Args.Add("last"));

        Assert.Equal(["one", "two", "--mode", "fast", "last"], await program.Resource.GetArgumentsAsync());
    }

    [Fact]
    public async Task A_service_is_found_by_its_name_and_scheme()
    {
        var api = AddWebProject("api").WithHttpEndpoint(name: "admin");
        api.Resource.Allocate(5000, "http");
        api.Resource.Allocate(5001, "admin");
        var program = _builder.AddProgram("program").WithReference(api);

        var environment = await program.Resource.GetEnvironmentAsync();

        Assert.Equal("http://localhost:5000", environment["services__api__http__0"]);
        Assert.Equal("http://localhost:5001", environment["services__api__http__1"]);
        Assert.Equal("http://localhost:5001", environment["services__api__admin__0"]);
        Assert.Equal("http://localhost:5000", environment["API_HTTP"]);
    }

    [Fact]
    public async Task Referring_to_a_service_twice_tells_it_once()
    {
        var api = AddWebProject("api");
        api.Resource.Allocate(5000);
        var program = _builder.AddProgram("program").WithReference(api).WithReference(api.GetEndpoint("http"));

        var environment = await program.Resource.GetEnvironmentAsync();

        Assert.DoesNotContain("services__api__http__1", environment.Keys);
    }

    [Fact]
    public async Task A_service_outside_the_topology_is_found_by_the_name_it_was_given()
    {
        var program = _builder.AddProgram("program").WithReference("mail", new Uri("https://mail.example/"));

        Assert.Equal("https://mail.example/", (await program.Resource.GetEnvironmentAsync())["services__mail__default__0"]);
    }

    [Fact]
    public async Task Redis_is_told_by_its_connection_string_and_by_its_parts()
    {
        var redis = _builder.AddRedis("my-redis", password: _builder.AddParameter("pw", "a/b", secret: true));
        redis.Resource.Allocate(6400);
        var program = _builder.AddProgram("program").WithReference(redis);

        var environment = await program.Resource.GetEnvironmentAsync();

        Assert.Equal("localhost:6400,password=a/b", environment["ConnectionStrings__my-redis"]);
        Assert.Equal("localhost", environment["MY_REDIS_HOST"]);
        Assert.Equal("6400", environment["MY_REDIS_PORT"]);
        Assert.Equal("a/b", environment["MY_REDIS_PASSWORD"]);
        Assert.Equal("redis://:a%2Fb@localhost:6400", environment["MY_REDIS_URI"]);
    }

    [Fact]
    public async Task A_connection_string_can_be_told_under_another_name()
    {
        var redis = _builder.AddRedis("redis");
        redis.Resource.Allocate(6400);
        var program = _builder.AddProgram("program").WithReference(redis, connectionName: "cache");

        var environment = await program.Resource.GetEnvironmentAsync();

        Assert.Contains("ConnectionStrings__cache", environment.Keys);
        Assert.DoesNotContain("ConnectionStrings__redis", environment.Keys);
    }

    [Fact]
    public async Task A_connection_string_of_the_configuration_is_passed_on()
    {
        var builder = Topology.Create("--ConnectionStrings:legacy=Server=old");
        var program = builder.AddProgram("program").WithReference(builder.AddConnectionString("legacy"));

        Assert.Equal("Server=old", (await program.Resource.GetEnvironmentAsync())["ConnectionStrings__legacy"]);
    }

    [Fact]
    public async Task A_missing_connection_string_is_an_error_unless_it_is_optional()
    {
        var legacy = _builder.AddConnectionString("legacy");
        var needy = _builder.AddProgram("needy").WithReference(legacy);
        var easy = _builder.AddProgram("easy").WithReference(legacy, optional: true);

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => needy.Resource.GetEnvironmentAsync());

        Assert.Contains("ConnectionStrings:legacy", error.Message);
        Assert.Null((await easy.Resource.GetEnvironmentAsync())["ConnectionStrings__legacy"]);
    }

    private IResourceBuilder<ProjectResource> AddWebProject(string name) =>
        _builder.AddResource(new ProjectResource(name)).WithHttpEndpoint();
}
