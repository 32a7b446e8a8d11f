using System.Net;
using System.Net.Sockets;
using ScaleApp.Hosting.Processes;

namespace ScaleApp.Tests.Hosting.Processes;

public class TargetPortsTests
{
    [Fact]
    public void Gives_no_port_twice_and_none_from_the_range_of_outgoing_connections()
    {
        var ports = TargetPorts.Outside((32_768, 60_999));

        var given = Enumerable.Range(0, 200).Select(_ => ports.Next()).ToList();

        Assert.Equal(given.Count, given.Distinct().Count());
        Assert.All(given, port => Assert.InRange(port, 10_000, 32_767));
    }

    [Theory]
    [InlineData(1024, 60_999, 61_000, 65_535)]
    [InlineData(1024, 65_000, 10_000, 65_535)]
    public void Stays_above_the_range_or_inside_where_there_is_no_room_below(int low, int high, int first, int last) =>
        Assert.InRange(TargetPorts.Outside((low, high)).Next(), first, last);

    [Fact]
    public void Passes_over_a_port_on_which_somebody_listens()
    {
        var first = TargetPorts.Shared.Next();
        using var listener = new TcpListener(IPAddress.Loopback, first);
        listener.Start();
        var ports = new TargetPorts(first, 2);

        Assert.False(TargetPorts.IsFree(first));
        Assert.Equal([first + 1, first + 1], [ports.Next(), ports.Next()]);
    }

    [Fact]
    public void Says_when_all_are_taken()
    {
        var port = TargetPorts.Shared.Next();
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();

        var error = Assert.Throws<InvalidOperationException>(() => new TargetPorts(port, 1).Next());

        Assert.Contains($"No loopback port between {port} and {port} is free", error.Message);
    }

    [Theory]
    [InlineData("System.IO.IOException: Failed to bind to address http://127.0.0.1:5000: address already in use.", true)]
    [InlineData("Warning: Could not create server TCP listening socket 127.0.0.1:6379: bind: Address already in use", true)]
    [InlineData("Error: listen EADDRINUSE: address in use 127.0.0.1:3000", true)]
    [InlineData("Now listening on: http://127.0.0.1:5000", false)]
    public void Knows_the_line_that_says_a_port_is_taken(string line, bool expected) =>
        Assert.Equal(expected, TargetPorts.IsTaken(line));
}
