using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace ScaleApp.ServiceDefaults.Replicas;

/// <summary>Finds the address at which other machines, or other processes of this one, reach this replica.</summary>
internal static class ReplicaAddress
{
    private static readonly string[] AddressSettings = ["urls", "http_ports", "https_ports"];

    /// <summary>Chooses one of the addresses that the server listens on, but for the port that answers gRPC only.</summary>
    /// <exception cref="InvalidOperationException">None of them can be given to a gateway; the message says what to set.</exception>
    public static Uri From(IEnumerable<string> listening, Func<IReadOnlyList<IPAddress>> machine, int? grpcPort = null)
    {
        // Plain HTTP first: a gateway beside the replica needs no certificate for it.
        var binding = listening.Select(Parse).OfType<UriBuilder>().Where(address => address.Port != grpcPort)
            .OrderBy(address => address.Scheme == Uri.UriSchemeHttps).FirstOrDefault()
            ?? throw new InvalidOperationException(
                $"The replica cannot register: it listens on no TCP port. Set ASPNETCORE_URLS, or {ReplicaOptions.Section}:{nameof(ReplicaOptions.Address)}.");
        if (binding.Host is "localhost")
        {
            // Kestrel listens on both addresses of the name; a gateway should try one.
            binding.Host = IPAddress.Loopback.ToString();
        }
        else if (IsWildcard(binding.Host))
        {
            binding.Host = OnlyOne(machine(), binding.Host).ToString();
        }

        return binding.Uri;
    }

    /// <summary>Those of the network interfaces that are up, without loopback and link-local ones.</summary>
    public static IReadOnlyList<IPAddress> OfThisMachine() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork && !address.ToString().StartsWith("169.254.", StringComparison.Ordinal)),
    ];

    public static bool IsReachable(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && !IsWildcard(address.Host);

    /// <summary>Whether the server would listen on its default port, because no address is configured.</summary>
    public static bool IsDefault(IConfiguration configuration) =>
        AddressSettings.All(setting => string.IsNullOrWhiteSpace(configuration[setting])) && !configuration.GetSection("Kestrel:Endpoints").Exists();

    private static UriBuilder? Parse(string address)
    {
        // '*' and '+' stand for any address, and are not part of a valid URI.
        var text = address.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && !uri.Host.StartsWith("unix", StringComparison.Ordinal)
            ? new UriBuilder(uri)
            : null;
    }

    private static bool IsWildcard(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    private static IPAddress OnlyOne(IReadOnlyList<IPAddress> addresses, string wildcard) => addresses is [var address]
        ? address
        : throw new InvalidOperationException(
            $"The replica cannot register: it listens on every address ({wildcard}) of a machine with {addresses.Count} of them "
            + $"({string.Join(", ", addresses)}). Set {ReplicaOptions.Section}:{nameof(ReplicaOptions.Address)} to the one that gateways can reach.");
}
