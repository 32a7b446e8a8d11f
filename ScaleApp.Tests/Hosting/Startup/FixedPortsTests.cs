namespace ScaleApp.Tests.Hosting.Startup;

public sealed class FixedPortsTests : IDisposable
{
    private readonly TcpListener _other = new(IPAddress.Loopback, 0);

    public FixedPortsTests() => _other.Start();

    private int Port => ((IPEndPoint)_other.LocalEndpoint).Port;

    [Fact]
    public async Task Start_is_refused_with_port_resource_and_remedy()
    {
        using var output = new StringWriter();
        await using var topology = TestTopology.Create("--StartupSummary:PortWait=00:00:00");
        topology.Builder.UseStartupSummary(output);
        topology.AddProgram("gateway", "replica").WithHttpEndpoint(port: Port, name: "front", isProxied: false);

        var refusal = await Assert.ThrowsAsync<OperationCanceledException>(topology.StartAsync);

        Assert.Contains($"Port {Port} is in use by another program", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("endpoint 'front' of resource 'gateway'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Stop that program", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(refusal.Message, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_goes_on_when_the_port_becomes_free()
    {
        using var output = new StringWriter();
        await using var topology = TestTopology.Create("--StartupSummary:PortWait=00:01:00");
        topology.Builder.UseStartupSummary(output);
        var gateway = topology.AddProgram("gateway", "replica").WithHttpEndpoint(port: Port, isProxied: false);
        var starting = topology.StartAsync();
        await Eventually.IsTrueAsync(() => output.ToString().Contains("Waiting up to", StringComparison.Ordinal), "it says that it waits");

        _other.Stop();

        await starting;
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{gateway.GetEndpoint("http").Port}") };
        await Eventually.IsAsync(() => http.GetStringAsync("/health"), answer => answer == "healthy", "the gateway listens");
    }

    [Fact]
    public async Task Dashboards_port_is_named_as_such()
    {
        using var output = new StringWriter();
        await using var topology = TestTopology.CreateWithDashboard(
            $"--ASPNETCORE_URLS=http://localhost:{Port}", "--DcpPublisher:RandomizePorts=false", "--StartupSummary:PortWait=00:00:00");
        topology.Builder.UseStartupSummary(output);

        var refusal = await Assert.ThrowsAsync<OperationCanceledException>(topology.StartAsync);

        Assert.Contains($"Port {Port} is in use by another program, and the Aspire dashboard's endpoint 'http'", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _other.Dispose();
}
