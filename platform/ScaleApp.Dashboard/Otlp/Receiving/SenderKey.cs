using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace ScaleApp.Dashboard.Otlp.Receiving;

/// <summary>The key that senders must know, when there is one.</summary>
internal sealed class SenderKey(IOptions<DashboardOptions> options)
{
    public const string Header = "x-otlp-api-key";

    private readonly byte[]? _hash = options.Value.Otlp.ApiKey is { Length: > 0 } key ? Hash(key) : null;

    /// <summary>Takes the same time whatever was sent, and however much of it is right.</summary>
    public bool Opens(HttpRequest request) =>
        _hash is null || CryptographicOperations.FixedTimeEquals(_hash, Hash(request.Headers[Header].ToString()));

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
