namespace ScaleApp.Tests.Hosting.Startup;

public class StartupSummaryTests
{
    [Fact]
    public async Task Console_reports_waiting_readiness_and_addresses()
    {
        using var output = new StringWriter();
        await using var topology = TestTopology.CreateWithDashboard("--ASPNETCORE_URLS=http://localhost:0");
        topology.Builder.UseReplicaSupervision().UseStartupSummary(output);
        var api = topology.AddProgram("api", "replica").WithHttpEndpoint().WithHttpHealthCheck("/health").WithReplicas(2);
        var gateway = topology.AddProgram("gateway", "replica").WithHttpEndpoint().WithHttpHealthCheck("/health")
            .WaitForAnyReplica(api).WithExternalHttpEndpoints();
        topology.AddProgram("by-hand", "replica").WithExplicitStart();
        await topology.StartAsync();

        await Eventually.IsTrueAsync(() => Lines(output).Contains("Ctrl+C stops everything."), "the summary is written", TimeSpan.FromSeconds(40));

        var token = topology.Builder.Configuration["AppHost:BrowserToken"];
        Assert.Collection(
            Lines(output),
            line => Assert.EndsWith(" s  gateway waits for api", line, StringComparison.Ordinal),
            line => Assert.EndsWith(" s  api is ready (2 replicas)", line, StringComparison.Ordinal),
            line => Assert.EndsWith(" s  gateway is ready", line, StringComparison.Ordinal),
            line => Assert.EndsWith(" s  Ready.", line, StringComparison.Ordinal),
            line => Assert.Equal($"gateway: {gateway.GetEndpoint("http").Url}", line),
            line => Assert.Matches($"^Login to the dashboard at http://localhost:[0-9]+/login[?]t={token}$", line),
            line => Assert.Equal("Ctrl+C stops everything.", line));
    }

    [Fact]
    public async Task Console_reports_failures_and_where_to_find_their_logs()
    {
        using var output = new StringWriter();
        await using var topology = TestTopology.CreateWithDashboard("--ASPNETCORE_URLS=http://localhost:0");
        topology.Builder.UseStartupSummary(output);
        var migrations = topology.AddProgram("migrations", "fail", "The database is too old.");
        topology.AddProgram("worker", "replica").WaitForCompletion(migrations);
        _ = topology.StartAsync();

        await Eventually.IsTrueAsync(
            () => Lines(output).Contains("Ctrl+C stops everything."), "the summary is written", TimeSpan.FromSeconds(40));

        Assert.Contains(Lines(output), line => line.Contains("migrations ended with exit code 1. Its log: ", StringComparison.Ordinal));
        Assert.Contains(Lines(output), line => line.EndsWith(": The database is too old.", StringComparison.Ordinal));
        Assert.Contains(Lines(output), line => line.Contains("Not everything has started: migrations: ended with exit code 1; worker", StringComparison.Ordinal));
    }

    private static string[] Lines(StringWriter output) =>
        output.ToString().Split(Environment.NewLine, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
