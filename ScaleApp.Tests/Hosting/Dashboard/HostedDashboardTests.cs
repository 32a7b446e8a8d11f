using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Dashboard.Resources;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Dashboard;
using ScaleApp.Tests.Hosting.Orchestration;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Dashboard;

public class HostedDashboardTests
{
    private static readonly string[] Enabled = ["--ScaleApp:Dashboard:Enabled=true", "--ScaleApp:RandomizePorts=true", "--environment=Development"];

    [Fact]
    public async Task The_link_is_shown_and_opens_a_page_of_the_resources()
    {
        await using var topology = new TestTopology(Enabled);
        topology.AddServer("web", 2);
        await topology.StartAsync();
        var dashboard = await topology.Application.Services.GetRequiredService<DashboardHost>().Started.WaitAsync(TimeSpan.FromSeconds(40));

        using var browser = new HttpClient();
        var page = await browser.GetStringAsync(dashboard.LoginLink);

        Assert.Contains(dashboard.LoginLink.ToString(), topology.Console);
        Assert.Contains("web", page);
        await topology.HealthyAsync("web");
    }

    [Fact]
    public async Task Replicas_are_told_where_to_send_telemetry_and_prove_themselves_with_a_key_of_this_run()
    {
        await using var topology = new TestTopology(Enabled);
        topology.AddServer("web");
        await topology.StartAsync();
        await topology.HealthyAsync("web");
        Assert.True(topology.Notifications.TryGetCurrentState("web", out var web));
        var variables = web.Snapshot.EnvironmentVariables.ToDictionary(variable => variable.Name);
        var endpoint = topology.Application.Services.GetRequiredService<DashboardEndpoint>();

        Assert.Equal(endpoint.OtlpUrl, variables["OTEL_EXPORTER_OTLP_ENDPOINT"].Value);
        Assert.Equal("http/protobuf", variables["OTEL_EXPORTER_OTLP_PROTOCOL"].Value);
        Assert.Equal($"x-otlp-api-key={endpoint.ApiKey}", variables["OTEL_EXPORTER_OTLP_HEADERS"].Value);
        Assert.True(variables["OTEL_EXPORTER_OTLP_HEADERS"].IsSensitive);
        Assert.Equal("1000", variables["OTEL_BSP_SCHEDULE_DELAY"].Value);

        using var client = new HttpClient();
        using var refused = await client.PostAsync(new Uri(endpoint.OtlpUrl + "/v1/traces"), new ByteArrayContent([]));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_replica_that_died_is_shown_with_its_restart_and_what_it_takes_of_the_machine()
    {
        await using var topology = new TestTopology(Enabled);
        topology.AddServer("web", 2);
        await topology.StartAsync();
        await topology.HealthyAsync("web");
        var feed = topology.Application.Services.GetRequiredService<ResourceFeed>();
        var victim = topology.Replicas("web").Replicas[0];

        Process.GetProcessById(victim.Status.Value.ProcessId!.Value).Kill();
        var web = await Eventually.IsAsync(
            () => Task.FromResult(feed.Resources.Single(resource => resource.Id == "web")),
            now => now is { Health: "Healthy", Restarts: 1 } && now.Replicas.All(replica => replica.Usage.Memory > 0),
            "the replica is restarted, counted and measured", TimeSpan.FromSeconds(40));

        Assert.Equal(2, web.Replicas.Count);
        Assert.Equal(1, web.Replicas[0].Restarts);
        Assert.Equal(4, web.MostReplicas);
        Assert.Contains(web.Replicas[0].Happenings, happening => happening.Text.StartsWith("Exited", StringComparison.Ordinal));
        Assert.Equal(0, web.Usage.InFlight);
    }

    [Fact]
    public async Task Console_lines_of_everything_come_with_the_replica_that_wrote_them()
    {
        await using var topology = new TestTopology(Enabled);
        topology.AddServer("web", 2);
        await topology.StartAsync();
        await topology.HealthyAsync("web");
        var feed = topology.Application.Services.GetRequiredService<ResourceFeed>();
        var logs = topology.Application.Services.GetRequiredService<ResourceLoggerService>();
        var replica = topology.Replicas("web").Replicas[1];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));

        var watching = FirstAsync(feed, line => line.Text == "hello there", limit.Token);
        logs.Append("web", replica.Id, DateTimeOffset.UnixEpoch, "hello there", isError: true);

        Assert.Equal(new ConsoleLine(replica.Id, "1970-01-01T00:00:00.0000000Z", "hello there", IsError: true), await watching);
    }

    [Fact]
    public async Task A_test_has_no_dashboard_unless_it_asks_for_one()
    {
        await using var topology = new TestTopology();
        topology.AddServer("web");
        await topology.StartAsync();

        Assert.False(topology.Application.Services.GetRequiredService<DashboardEndpoint>().IsEnabled);
        Assert.False(topology.Application.Services.GetRequiredService<DashboardHost>().Started.IsCompleted);
    }

    [Fact]
    public async Task A_port_that_is_taken_costs_the_dashboard_and_not_the_topology()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        await using var topology = new TestTopology(
            [.. Enabled, $"--ScaleApp:Dashboard:FrontendUrl=http://localhost:{((System.Net.IPEndPoint)taken.LocalEndpoint).Port}"]);
        topology.AddServer("web");
        await topology.StartAsync();

        await topology.HealthyAsync("web");
        await Assert.ThrowsAsync<IOException>(
            () => topology.Application.Services.GetRequiredService<DashboardHost>().Started.WaitAsync(TimeSpan.FromSeconds(40)));
    }

    private static async Task<ConsoleLine> FirstAsync(ResourceFeed feed, Func<ConsoleLine, bool> wanted, CancellationToken ct)
    {
        await foreach (var lines in feed.WatchConsoleAsync(null, ct))
        {
            foreach (var line in lines.Where(wanted))
            {
                return line;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }
}
