using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.Hosting.Balancing.Http;

/// <summary>The cookie that brings a client back to its replica; opaque: a keyed hash of the replica's name.</summary>
/// <remarks>The key lives as long as the host, so all endpoints of a resource agree on it and no client can name a replica of its choice.</remarks>
internal sealed class AffinityCookie(string resourceName, string path)
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    // As segments: "/" is below everything.
    private readonly PathString _path = path.TrimEnd('/');
    private readonly ConditionalWeakTable<Destination, string> _tokens = [];

    public string Name { get; } = $".scaleapp.{resourceName.ToLowerInvariant()}";

    /// <summary>
    /// Whether the client of this exchange is to come back to its replica. Not that of an upgraded connection, which has its replica
    /// for as long as it lasts; it is brought back to the replica that it negotiated with.
    /// </summary>
    public bool IsFor(Exchange exchange) =>
        !exchange.IsUpgrade && new PathString(exchange.Request.Path).StartsWithSegments(_path, StringComparison.Ordinal);

    /// <summary>The replica that the client's cookie names; null without a cookie or when that replica is gone.</summary>
    public Destination? Find(IHeaderDictionary request, IReadOnlyList<Destination> destinations)
    {
        foreach (var header in request.Cookie)
        {
            foreach (var part in (header ?? "").Split(';', StringSplitOptions.TrimEntries))
            {
                if (part.Length > Name.Length && part[Name.Length] == '=' && part.StartsWith(Name, StringComparison.Ordinal))
                {
                    return destinations.FirstOrDefault(candidate => part.AsSpan(Name.Length + 1).SequenceEqual(Token(candidate)));
                }
            }
        }

        return null;
    }

    public void Issue(IHeaderDictionary response, Destination destination, bool isSecure) => response.Append(
        "Set-Cookie", $"{Name}={Token(destination)}; path={path}; samesite=lax; httponly{(isSecure ? "; secure" : "")}");

    private string Token(Destination destination) => _tokens.GetValue(destination,
        static replica => Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(replica.Name)).AsSpan(0, 16)));
}
