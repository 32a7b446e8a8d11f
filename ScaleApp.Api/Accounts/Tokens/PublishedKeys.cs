using System.Buffers.Text;
using System.Text.Json.Serialization;
using Microsoft.IdentityModel.Tokens;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>A JSON Web Key Set (RFC 7517).</summary>
/// <param name="Keys">The keys, also those that do not sign yet or no more.</param>
public sealed record PublishedKeys([property: JsonPropertyName("keys")] IReadOnlyList<PublishedKey> Keys);

/// <summary>The public part of a key, on the curve P-256.</summary>
/// <param name="Id">Its name in the header of tokens.</param>
/// <param name="X">First coordinate, base64url.</param>
/// <param name="Y">Second coordinate, base64url.</param>
public sealed record PublishedKey(
    [property: JsonPropertyName("kid")] string Id, [property: JsonPropertyName("x")] string X, [property: JsonPropertyName("y")] string Y)
{
    /// <summary>Elliptic curve.</summary>
    [JsonPropertyName("kty")]
    public string Type => "EC";

    /// <summary>P-256.</summary>
    [JsonPropertyName("crv")]
    public string Curve => "P-256";

    /// <summary>ES256.</summary>
    [JsonPropertyName("alg")]
    public string Algorithm => "ES256";

    /// <summary>Signatures.</summary>
    [JsonPropertyName("use")]
    public string Use => "sig";

    internal static PublishedKey From(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new PublishedKey(key.KeyId, Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }
}
