using Npgsql;
using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Postgres;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

public sealed class PoolBudgetTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(5, 20)]
    [InlineData(20, 20)]
    public async Task The_pools_of_all_replicas_together_never_exceed_what_the_server_accepts(int workers, int apis)
    {
        var builder = Topology.Create();
        var server = builder.AddPostgres("postgres");
        var database = server.AddDatabase("shopdb");
        server.Resource.Allocate(5432);
        var worker = Add(builder, "worker", workers).WithReference(database);
        var api = Add(builder, "api", apis).WithReference(database);

        var sizes = new[] { await PoolSizeAsync(worker), await PoolSizeAsync(api) };

        Assert.Single(sizes.Distinct());
        Assert.InRange(sizes[0], 1, 100);
        Assert.InRange(sizes[0] * (workers + apis), 1, 100 - PoolBudget.Reserve);
    }

    [Fact]
    public async Task There_is_room_for_twice_as_many_replicas()
    {
        var builder = Topology.Create();
        var server = builder.AddPostgres("postgres");
        server.Resource.Allocate(5432);
        var api = Add(builder, "api", 20).WithReference(server);

        Assert.InRange(await PoolSizeAsync(api) * 40, 1, 100 - PoolBudget.Reserve);
        Assert.Equal(2, PoolBudget.MaxReplicas(1));
    }

    [Fact]
    public async Task A_server_that_accepts_more_connections_gives_larger_pools()
    {
        var builder = Topology.Create("--ScaleApp:Postgres:MaxConnections=410");
        var server = builder.AddPostgres("postgres");
        server.Resource.Allocate(5432);
        var api = Add(builder, "api", 1).WithReference(server);

        Assert.Equal(200, await PoolSizeAsync(api));
        Assert.Equal(410, server.Resource.Annotations.OfType<BackendAnnotation>().Single().MaxConnections);
    }

    [Fact]
    public async Task Too_many_processes_for_the_server_are_refused_with_the_setting_to_change()
    {
        var builder = Topology.Create();
        var server = builder.AddPostgres("postgres");
        server.Resource.Allocate(5432);
        var api = Add(builder, "api", 80).WithReference(server);

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => PoolSizeAsync(api));

        Assert.Contains("ScaleApp:Postgres:MaxConnections to at least 170", error.Message);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("10")]
    [InlineData("1000000")]
    public void A_limit_that_makes_no_sense_is_refused(string value)
    {
        var builder = Topology.Create($"--ScaleApp:Postgres:MaxConnections={value}");

        Assert.Contains(value, Assert.Throws<DistributedApplicationException>(() => builder.AddPostgres("postgres")).Message);
    }

    [Fact]
    public async Task Two_servers_are_counted_apart_and_other_resources_not_at_all()
    {
        var builder = Topology.Create();
        var first = builder.AddPostgres("first");
        var second = builder.AddPostgres("second");
        first.Resource.Allocate(5432);
        second.Resource.Allocate(5433);
        var api = Add(builder, "api", 1).WithReference(first);
        Add(builder, "other", 50).WithReference(second);
        Add(builder, "bystander", 50).WaitFor(first);

        Assert.Equal(45, await PoolSizeAsync(api));
    }

    [Fact]
    public async Task The_connection_string_and_its_parts_name_the_database()
    {
        var builder = Topology.Create();
        var server = builder.AddPostgres("postgres", password: builder.AddParameter("pw", "x"));
        var database = server.AddDatabase("shopdb", "shop");
        server.Resource.Allocate(5432);
        var api = Add(builder, "api", 1).WithReference(database);

        var environment = await api.Resource.GetEnvironmentAsync();

        Assert.Equal(
            "Host=localhost;Port=5432;Username=postgres;Password=x;Database=shop;Maximum Pool Size=45",
            environment["ConnectionStrings__shopdb"]);
        Assert.Equal("shop", environment["SHOPDB_DATABASENAME"]);
        Assert.Equal("postgresql://postgres:x@localhost:5432/shop", environment["SHOPDB_URI"]);
        Assert.Equal("postgres", environment["SHOPDB_USERNAME"]);
    }

    private static IResourceBuilder<ProjectResource> Add(IDistributedApplicationBuilder builder, string name, int replicas) =>
        builder.AddResource(new ProjectResource(name)).WithReplicas(replicas);

    private static async Task<int> PoolSizeAsync(IResourceBuilder<ProjectResource> project)
    {
        var environment = await project.Resource.GetEnvironmentAsync();
        var connectionString = environment.Single(variable => variable.Key.StartsWith("ConnectionStrings__")).Value;
        return new NpgsqlConnectionStringBuilder(connectionString).MaxPoolSize;
    }
}
