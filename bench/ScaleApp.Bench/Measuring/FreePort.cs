using System.Net;
using System.Net.Sockets;

namespace ScaleApp.Bench.Measuring;

/// <summary>A port for a program that cannot be asked to take any, found just before it is started.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
