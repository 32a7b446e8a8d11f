using System.Net;
using System.Net.Sockets;
using ScaleApp.Api.Accounts;

namespace ScaleApp.Api.Limits;

/// <summary>Whose permits a request takes: the signed-in customer's, else the address's.</summary>
internal static class ClientPartition
{
    private const int NetworkBytes = 8;

    public static string Of(HttpContext context, RateLimit limit) =>
        !limit.ByAddress && context.User.Identity is { IsAuthenticated: true } && context.User.FindCustomerId() is { } customer
            ? $"customer:{customer}"
            : OfAddress(context.Connection.RemoteIpAddress);

    /// <summary>An IPv4 address; of an IPv6 address the /64, because a client that has one address of it has them all.</summary>
    public static string OfAddress(IPAddress? address)
    {
        if (address is null)
        {
            return "address:unknown";
        }

        if (address.AddressFamily is AddressFamily.InterNetwork)
        {
            return $"address:{address}";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return $"address:{address.MapToIPv4()}";
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return $"address:{new IPAddress(bytes)}/64";
    }
}
