namespace ScaleApp.Tests.Hosting.ConnectionPools;

public class ConnectionPlanTests
{
    [Fact]
    public void Pool_size_below_two_fails_the_start_naming_the_setting()
    {
        var error = Assert.Throws<DistributedApplicationException>(() => ConnectionPlan.Share("postgres", 20, 10, 6, besides: 0));

        Assert.Contains("WithMaxConnections(22)", error.Message);
    }

    [Fact]
    public async Task Connection_string_of_each_referencing_project_carries_its_share()
    {
        var builder = DistributedApplication.CreateBuilder();
        var postgres = builder.AddPostgres("postgres").WithMaxConnections(60).WithConnectionPools(reserve: 10);
        var shop = postgres.AddDatabase("shop");
        var other = builder.AddPostgres("other").AddDatabase("archive");
        var api = builder.AddProject("api", "api.csproj", options => options.ExcludeLaunchProfile = true).WithReference(shop).WithReference(other).WithReplicas(3);
        builder.AddProject("worker", "worker.csproj", options => options.ExcludeLaunchProfile = true).WithReference(shop, "database").WithReplicas(2);
        builder.AddProject("alone", "alone.csproj", options => options.ExcludeLaunchProfile = true).WithReference(other).WithReplicas(40);

        ConnectionPoolExtensions.Apply(new ConnectionPlan(new DistributedApplicationModel(builder.Resources), postgres.Resource, reserve: 10));

        Assert.EndsWith(";Maximum Pool Size=10", (await TestTopology.VariablesAsync(api.Resource))["ConnectionStrings__shop"]);
        Assert.DoesNotContain("Pool Size", (await TestTopology.VariablesAsync(api.Resource))["ConnectionStrings__archive"]);
        Assert.EndsWith(";Maximum Pool Size=10",
            (await TestTopology.VariablesAsync(builder.Resources.Single(resource => resource.Name == "worker")))["ConnectionStrings__database"]);
    }

    [Fact]
    public async Task References_lead_through_PgBouncer_and_direct_ones_do_not()
    {
        var builder = Model("--ReadReplica=true", "--PgBouncer=true");
        var plan = Plan(builder);
        ConnectionPoolExtensions.Apply(plan);

        var api = await TestTopology.VariablesAsync(plan.Clients.Single(client => client.Name == "api"));
        var worker = await TestTopology.VariablesAsync(plan.Clients.Single(client => client.Name == "worker"));

        // Two workers and three replicas: (60 - 10) / 5, less one to compare.
        Assert.StartsWith("Host={pgbouncer.bindings.tcp.host}:{pgbouncer.bindings.tcp.port},{postgres-replica.bindings.tcp.host}", api["ConnectionStrings__shop"]);
        Assert.EndsWith(";Database=shop;Target Session Attributes=primary;No Reset On Close=true;Maximum Pool Size=9", api["ConnectionStrings__shop"]);
        Assert.DoesNotContain("ConnectionStrings__shop-direct", api.Keys);
        Assert.Equal("{shop.connectionString};Maximum Pool Size=2", worker["ConnectionStrings__shop-direct"].Replace("{postgres.connectionString};Database=shop", "{shop.connectionString}"));
    }

    [Fact]
    public void Explanation_shows_each_share_and_their_sums()
    {
        var text = ExplanationExtensions.Explain(new DistributedApplicationModel(Model("--ReadReplica=true", "--PgBouncer=true").Resources));

        Assert.Contains("max_connections 60, of which 10 are reserved", text);
        Assert.Contains("api            3 x 10 = 30", text);
        Assert.Contains("worker         2 x 10 = 20", text);
        Assert.Contains("together     50 of 50", text);
        Assert.Contains("max_client_conn 60", text);
        Assert.Contains("PgBouncer    20 (default_pool_size)", text);
        Assert.Contains("worker       2 x 2 = 4, direct", text);
        Assert.Contains("together     24 of 50", text);
        Assert.Contains("Read replica 'postgres-replica'", text);
    }

    [Fact]
    public void Pool_of_PgBouncer_beyond_the_server_fails_the_start()
    {
        var error = Assert.Throws<DistributedApplicationException>(() => Plan(Model(poolSize: 50, "--PgBouncer=true")));

        Assert.Contains("WithMaxConnections(64)", error.Message);
    }

    [Theory]
    [InlineData("ReadReplica")]
    [InlineData("PgBouncer")]
    public void Container_of_PostgreSQL_is_refused_with_what_to_do(string setting)
    {
        var error = Assert.Throws<DistributedApplicationException>(() => Model($"--{setting}=true", "--Servers=container"));

        Assert.Equal($"{setting}=true needs an installed PostgreSQL, and here it runs as a container (Servers is container). "
            + $"Set Servers=installed, or leave {setting} out.", error.Message);
    }

    private static IDistributedApplicationBuilder Model(params string[] args) => Model(poolSize: 20, args);

    private static IDistributedApplicationBuilder Model(int poolSize, params string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(args);
        var shop = builder.AddPostgres("postgres").WithMaxConnections(60).WithConnectionPools().WithReadReplica().WithPgBouncer(poolSize).AddDatabase("shop");
        builder.AddProject("api", "api.csproj", options => options.ExcludeLaunchProfile = true).WithReference(shop).WithReplicas(3);
        builder.AddProject("worker", "worker.csproj", options => options.ExcludeLaunchProfile = true).WithReference(shop).WithDirectConnection().WithReplicas(2);
        return builder;
    }

    private static ConnectionPlan Plan(IDistributedApplicationBuilder builder) => new ConnectionPlan(
        new DistributedApplicationModel(builder.Resources), (PostgresServerResource)builder.Resources.Single(resource => resource.Name == "postgres"), reserve: 10);
}
