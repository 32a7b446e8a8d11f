namespace ScaleApp.Tests.Hosting.ConnectionPools;

public class ConnectionPoolTests
{
    [Theory]
    [InlineData(100, 10, 6, 15)]
    [InlineData(200, 10, 9, 21)]
    [InlineData(22, 10, 6, 2)]
    public void Pool_size_is_an_equal_share_of_unreserved_connections(int maxConnections, int reserve, int processes, int size) =>
        Assert.Equal(size, ConnectionPlan.Share("postgres", maxConnections, reserve, processes, besides: 0));

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

        Assert.EndsWith(";Maximum Pool Size=10", (await VariablesAsync(api.Resource))["ConnectionStrings__shop"]);
        Assert.DoesNotContain("Pool Size", (await VariablesAsync(api.Resource))["ConnectionStrings__archive"]);
        Assert.EndsWith(";Maximum Pool Size=10",
            (await VariablesAsync(builder.Resources.Single(resource => resource.Name == "worker")))["ConnectionStrings__database"]);
    }

    /// <summary>As a manifest has them: references to resources are not resolved.</summary>
    internal static async Task<Dictionary<string, string>> VariablesAsync(IResource resource)
    {
        var context = new EnvironmentCallbackContext(new DistributedApplicationExecutionContext(DistributedApplicationOperation.Publish), resource);
        foreach (var callback in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await callback.Callback(context);
        }

        return context.EnvironmentVariables.ToDictionary(
            variable => variable.Key, variable => (variable.Value as IManifestExpressionProvider)?.ValueExpression ?? $"{variable.Value}");
    }
}
