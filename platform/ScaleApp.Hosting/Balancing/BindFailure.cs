using System.Net;

namespace ScaleApp.Hosting.Balancing;

/// <summary>Says which endpoint could not be bound and what to do about it.</summary>
internal static class BindFailure
{
    public static IOException Explain(LoadBalancerOptions options, Exception error) => new(
        $"Resource '{options.ResourceName}': endpoint '{options.EndpointName}' cannot listen on {new IPEndPoint(options.Address, options.Port)}: "
        + $"{Reason(error)} Stop what uses the port, or give the endpoint another one (0 takes any free port).", error);

    private static string Reason(Exception error) =>
        error is { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } or Microsoft.AspNetCore.Connections.AddressInUseException
            or System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.AddressAlreadyInUse }
            ? "the port is taken by another program."
            : error.Message.TrimEnd('.') + ".";
}
