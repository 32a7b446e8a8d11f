using Aspire.Hosting.ApplicationModel;
using ScaleApp.Hosting.Replicas;

namespace ScaleApp.Tests.Hosting.Replicas;

public class ReplicaRowTests
{
    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://localhost:5001;https://localhost:5002", "http://localhost:5001/")]
    [InlineData("Kestrel__Endpoints__http__Url", "http://*:5001", "http://localhost:5001/")]
    [InlineData("OTHER_URLS", "http://localhost:5001", null)]
    public void Address_is_the_first_that_the_replica_listens_on(string variable, string value, string? expected) =>
        Assert.Equal(expected, ReplicaRow.Address(Row((variable, value)))?.ToString());

    [Theory]
    [InlineData("http", null, true)]
    [InlineData("http", "ASPNETCORE_URLS", false)]
    [InlineData("http", "Kestrel__Endpoints__http__Url", false)]
    [InlineData("tcp", null, false)]
    public void Address_is_missing_where_an_HTTP_endpoint_needs_one(string scheme, string? variable, bool expected)
    {
        var resource = new ProjectResource("api");
        resource.Annotations.Add(new EndpointAnnotation(System.Net.Sockets.ProtocolType.Tcp, uriScheme: scheme, name: "main"));
        var row = variable is null ? Row() : Row((variable, "http://localhost:5001"));

        Assert.Equal(expected, ReplicaRow.LacksAddress(resource, row));
    }

    [Fact]
    public void Failure_count_continues_after_the_next_start()
    {
        var row = ReplicaRow.WithNextStart(ReplicaRow.WithNextStart(Row(), "10:00"), "10:01");
        Assert.True(ReplicaRow.AwaitsRestart(row));

        row = ReplicaRow.WithoutNextStart(row);

        Assert.False(ReplicaRow.AwaitsRestart(row));
        Assert.Equal(2, ReplicaRow.Failures(row));
    }

    private static CustomResourceSnapshot Row(params (string Name, string Value)[] environment) => new()
    {
        ResourceType = "Project",
        Properties = [],
        EnvironmentVariables = [.. environment.Select(variable =>
            new EnvironmentVariableSnapshot(variable.Name, variable.Value, IsFromSpec: true))],
    };
}
