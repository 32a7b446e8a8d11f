using System.Text.Json.Serialization;
using Microsoft.IdentityModel.Tokens;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>A JSON Web Key Set (RFC 7517).</summary>
/// <param name="Keys">All keys, also those that do not sign yet or no longer.</param>
public sealed record PublishedKeys([property: JsonPropertyName("keys")] IReadOnlyList<PublishedKey> Keys);

/// <summary>The public part of a key. The package's own type writes empty arrays as well (<c>x5c</c>, <c>key_ops</c>), which some readers refuse.</summary>
/// <param name="Id">Names the key in the header of tokens.</param>
/// <param name="Type">EC.</param>
/// <param name="Curve">P-256.</param>
/// <param name="X">First coordinate, base64url.</param>
/// <param name="Y">Second coordinate, base64url.</param>
/// <param name="Algorithm">ES256.</param>
/// <param name="Use">Signatures.</param>
public sealed record PublishedKey(
    [property: JsonPropertyName("kid")] string Id, [property: JsonPropertyName("kty")] string Type, [property: JsonPropertyName("crv")] string Curve,
    [property: JsonPropertyName("x")] string X, [property: JsonPropertyName("y")] string Y,
    [property: JsonPropertyName("alg")] string Algorithm = SecurityAlgorithms.EcdsaSha256, [property: JsonPropertyName("use")] string Use = JsonWebKeyUseNames.Sig)
{
    internal static PublishedKey From(ECDsaSecurityKey key)
    {
        var web = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(key);
        return new PublishedKey(web.Kid, web.Kty, web.Crv, web.X, web.Y);
    }
}
