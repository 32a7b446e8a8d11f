using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ScaleApp.Hosting.Processes;

/// <summary>Chooses loopback ports for programs to listen on.</summary>
/// <remarks>
/// Ports lie outside the range from which the system takes ports for outgoing connections, so that none is taken between
/// the choice and the moment when the program listens. A process is given each port once until it has seen the whole
/// range. Two hosts start at different places and may still meet: who is told "address in use" chooses again
/// (<see cref="IsTaken"/>).
/// </remarks>
internal sealed class TargetPorts
{
    private const int Lowest = 10_000;
    private const int LeastRoom = 1_000;

    private readonly int _first;
    private readonly int _count;
    private readonly Lock _lock = new();
    private int _next;

    internal TargetPorts(int first, int count)
    {
        (_first, _count) = (first, count);
        _next = Random.Shared.Next(count);
    }

    /// <summary>The chooser of this process.</summary>
    public static TargetPorts Shared { get; } = Outside(EphemeralRange());

    /// <summary>A port on which nothing listens now.</summary>
    /// <exception cref="InvalidOperationException">Every port of the range is taken.</exception>
    public int Next()
    {
        lock (_lock)
        {
            for (var tried = 0; tried < _count; tried++)
            {
                var port = _first + _next;
                _next = (_next + 1) % _count;
                if (IsFree(port))
                {
                    return port;
                }
            }
        }

        throw new InvalidOperationException(
            $"No loopback port between {_first} and {_first + _count - 1} is free: stop programs that listen there.");
    }

    /// <summary>True when a program could listen on this loopback port now.</summary>
    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.ExclusiveAddressUse = true;
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            // Two sockets may share a bound address; they may not share one that is listened on.
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>True when a line of output says that the port a program was given is taken: it is worth trying another.</summary>
    public static bool IsTaken(string line) =>
        line.Contains("address already in use", StringComparison.OrdinalIgnoreCase) ||
        line.Contains("EADDRINUSE", StringComparison.Ordinal) ||
        line.Contains("Only one usage of each socket address", StringComparison.OrdinalIgnoreCase);

    internal static TargetPorts Outside((int Low, int High) ephemeral) =>
        ephemeral.Low - Lowest >= LeastRoom
            ? new TargetPorts(Lowest, ephemeral.Low - Lowest)
            : 65_535 - ephemeral.High >= LeastRoom
                ? new TargetPorts(ephemeral.High + 1, 65_535 - ephemeral.High)
                : new TargetPorts(Lowest, 65_535 - Lowest);

    private static (int Low, int High) EphemeralRange()
    {
        const string Setting = "/proc/sys/net/ipv4/ip_local_port_range";
        if (!File.Exists(Setting))
        {
            // What IANA reserves for it, and what macOS and Windows use.
            return (49_152, 65_535);
        }

        var range = File.ReadAllText(Setting).Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return (int.Parse(range[0], CultureInfo.InvariantCulture), int.Parse(range[1], CultureInfo.InvariantCulture));
    }
}
