using System.Net;
using System.Net.Sockets;

namespace ScaleApp.Hosting.Orchestration.Health;

/// <summary>
/// Whether anything listens on a replica's own port. It stands in for a health check where a balanced resource has none, so
/// that a replica gets no requests before it has opened its port.
/// </summary>
internal sealed class PortReplicaCheck(IPEndPoint address) : IReplicaCheck
{
    public string Name => "port";

    public async Task<CheckResult> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(address, cancellationToken);
            return CheckResult.Healthy;
        }
        catch (SocketException error)
        {
            return CheckResult.Unhealthy($"nothing listens on {address} ({error.SocketErrorCode})");
        }
    }
}
