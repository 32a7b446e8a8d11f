using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Postgres;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

public sealed class PostgresTests
{
    [RequiresFact("postgres")]
    public async Task A_database_that_is_missing_is_created_once_however_many_ask()
    {
        var name = $"odd \"name\" {Guid.NewGuid():N}";
        var server = await DescribeAsync();
        var database = server.AddDatabase("shopdb", name);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(database.Resource)).Status);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(
            _ => DatabaseCreator.CreateMissingAsync(server.Resource, CancellationToken.None)));

        Assert.Equal(name, await AskAsync(database.Resource, "SELECT current_database()"));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(database.Resource)).Status);
    }

    [RequiresFact("postgres")]
    public async Task A_server_that_refuses_the_password_is_unhealthy_and_says_so()
    {
        var server = await DescribeAsync(password: "wrong");

        var result = await CheckAsync(server.Resource);

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("password", result.Description);
    }

    [RequiresFact("postgres")]
    public async Task A_database_that_cannot_be_created_is_named_without_the_password()
    {
        var server = await DescribeAsync(password: "wrong");
        server.AddDatabase("shopdb");

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => DatabaseCreator.CreateMissingAsync(server.Resource, CancellationToken.None));

        Assert.Contains("'shopdb' of 'postgres'", error.Message);
        Assert.DoesNotContain("wrong", error.Message);
    }

    [RequiresFact("postgres")]
    public async Task A_server_that_hangs_is_unhealthy_within_the_deadline()
    {
        await using var running = await PostgresServer.StartAsync();
        var server = Describe(running, password: null);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(server.Resource)).Status);

        running.Stop();
        var result = await CheckAsync(server.Resource).WaitAsync(TimeSpan.FromSeconds(10));
        running.Continue();

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
    }

    private static async Task<IResourceBuilder<PostgresServerResource>> DescribeAsync(string? password = null) =>
        Describe(await PostgresServer.Shared, password);

    /// <summary>A running server as a resource of a topology.</summary>
    private static IResourceBuilder<PostgresServerResource> Describe(PostgresServer running, string? password)
    {
        var settings = new NpgsqlConnectionStringBuilder(running.ConnectionString());
        var builder = Topology.Create();
        var server = builder.AddPostgres("postgres", password: builder.AddParameter("pw", password ?? settings.Password!));
        server.Resource.Allocate(settings.Port);
        return server;
    }

    private static Task<HealthCheckResult> CheckAsync(IResourceWithConnectionString resource) =>
        new PostgresHealthCheck(resource, resource is PostgresServerResource ? "postgres" : null)
            .CheckHealthAsync(new HealthCheckContext());

    private static async Task<object?> AskAsync(IResourceWithConnectionString resource, string query)
    {
        await using var connection = new NpgsqlConnection(
            PostgresConnections.ForHost(await resource.GetConnectionStringAsync()));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        return await command.ExecuteScalarAsync();
    }
}
