using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace ScaleApp.ServiceDefaults;

/// <summary>
/// The addresses in <c>services:{name}:{scheme or endpoint}:{i}</c>, handed out in turn. Follows the configuration when it
/// changes.
/// </summary>
internal sealed class ServiceEndpoints : IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly IDisposable _changes;
    private volatile FrozenDictionary<string, Rotation> _services;

    public ServiceEndpoints(IConfiguration configuration)
    {
        _configuration = configuration;
        _services = Read();
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, () => _services = Read());
    }

    /// <summary>
    /// The address to use instead of <paramref name="uri"/>: of the service that its host names, or the same when there is no
    /// such service. <c>https+http://</c> prefers https; <c>http://_admin.api</c> names an endpoint.
    /// </summary>
    public Uri Resolve(Uri uri)
    {
        var (service, endpoint) = Split(uri.Host);
        if (endpoint is not null)
        {
            return Find(service, endpoint) is { } named ? Rebase(uri, named) : uri;
        }

        foreach (var scheme in uri.Scheme.Split('+'))
        {
            if (Find(service, scheme) is { } address)
            {
                return Rebase(uri, address);
            }
        }

        // The scheme of an address that is not a service's has to be one that can be connected to.
        return uri.Scheme.Contains('+') ? new UriBuilder(uri) { Scheme = uri.Scheme.Split('+')[0] }.Uri : uri;
    }

    public void Dispose() => _changes.Dispose();

    private Uri? Find(string service, string endpoint) =>
        _services.TryGetValue($"{service}:{endpoint}", out var rotation) ? rotation.Next() : null;

    private FrozenDictionary<string, Rotation> Read() =>
        (from service in _configuration.GetSection("services").GetChildren()
         from endpoint in service.GetChildren()
         let addresses = endpoint.GetChildren()
             .OrderBy(address => int.TryParse(address.Key, out var index) ? index : int.MaxValue)
             .Select(address => Parse(service.Key, address))
             .ToArray()
         where addresses.Length > 0
         select (Key: $"{service.Key}:{endpoint.Key}", addresses))
        .ToFrozenDictionary(found => found.Key, found => new Rotation(found.addresses), StringComparer.OrdinalIgnoreCase);

    private static Uri Parse(string service, IConfigurationSection address) =>
        Uri.TryCreate(address.Value, UriKind.Absolute, out var uri) ? uri : throw new InvalidOperationException(
            $"'{address.Value}' in {address.Path} is no address of the service '{service}': write http://host:port.");

    private static (string Service, string? Endpoint) Split(string host) =>
        host.StartsWith('_') && host.IndexOf('.') is > 1 and var dot ? (host[(dot + 1)..], host[1..dot]) : (host, null);

    private static Uri Rebase(Uri uri, Uri address) => new UriBuilder(uri)
    {
        Scheme = address.Scheme,
        Host = address.Host,
        Port = address.Port,
    }.Uri;

    private sealed class Rotation(Uri[] addresses)
    {
        private uint _turn = uint.MaxValue;

        public Uri Next() => addresses[Interlocked.Increment(ref _turn) % (uint)addresses.Length];
    }
}
