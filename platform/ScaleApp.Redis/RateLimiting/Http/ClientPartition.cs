using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.Redis.RateLimiting;

/// <summary>Whose permits a request takes: the customer's who is signed in, else the address's.</summary>
internal static class ClientPartition
{
    // The claim that names the customer, in sessions as in tokens.
    private const string Subject = "sub";

    private const int BytesOfNetwork = 8;

    public static string Of(HttpContext context, bool byAddress) =>
        !byAddress && Customer(context.User) is { } customer ? $"customer:{customer}" : OfAddress(context.Connection.RemoteIpAddress);

    /// <summary>An IPv4 address; of an IPv6 address the /64, for whoever has one address of it has them all.</summary>
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
        bytes[BytesOfNetwork..].Clear();
        return $"address:{new IPAddress(bytes)}/64";
    }

    private static string? Customer(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true } ? user.FindFirst(Subject)?.Value : null;
}
