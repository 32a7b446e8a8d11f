using System.Net;
using System.Net.Sockets;
using Npgsql;
using ScaleApp.Hosting;
using ScaleApp.Hosting.Testing;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Testing;

/// <summary>Topologies of real servers, started and stopped by the testing builder.</summary>
public sealed class BackendTopologyTests
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Servers_are_reached_by_their_connection_strings_and_gone_after_disposal()
    {
        string folder;
        var ports = new List<int>();
        await using (var builder = DistributedApplicationTestingBuilder.Create())
        {
            folder = builder.Configuration["ScaleApp:StateFolder"]!;
            builder.AddRedis("redis");
            builder.AddPostgres("postgres").AddDatabase("shopdb");
            await using var application = await builder.BuildAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await application.StartAsync(patience.Token);
            await application.ResourceNotifications.WaitForResourceHealthyAsync("redis", patience.Token);
            await application.ResourceNotifications.WaitForResourceHealthyAsync("shopdb", patience.Token);

            var connectionString = await application.GetConnectionStringAsync("shopdb");
            Assert.Equal("shopdb", await ScalarAsync(connectionString!, "SELECT current_database()"));
            ports.Add(new NpgsqlConnectionStringBuilder(connectionString).Port);
            ports.Add(int.Parse((await application.GetConnectionStringAsync("redis"))!.Split(':', ',')[1]));
            Assert.All(ports, port => Assert.True(IsOpen(port)));
        }

        Assert.All(ports, port => Assert.False(IsOpen(port)));
        Assert.False(Directory.Exists(folder));
    }

    [RequiresFact("postgres")]
    public async Task Data_and_its_password_outlive_a_run_when_they_are_kept()
    {
        var state = Directory.CreateTempSubdirectory("scaleapp-kept-").FullName;
        try
        {
            await RunAsync(state, "CREATE TABLE kept (id int); INSERT INTO kept VALUES (42)");

            Assert.Equal(42, await RunAsync(state, "SELECT id FROM kept"));
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    private static async Task<object?> RunAsync(string state, string query)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var builder = DistributedApplicationTestingBuilder.Create($"--ScaleApp:StateFolder={state}");
        builder.AddPostgres("postgres").WithDataVolume().AddDatabase("shopdb");
        await using var application = await builder.BuildAsync(patience.Token);
        await application.StartAsync(patience.Token);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("shopdb", patience.Token);
        return await ScalarAsync((await application.GetConnectionStringAsync("shopdb", patience.Token))!, query);
    }

    private static async Task<object?> ScalarAsync(string connectionString, string query)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(query, connection);
        return await command.ExecuteScalarAsync();
    }

    private static bool IsOpen(int port)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
