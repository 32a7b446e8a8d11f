using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>The keys that one read of the ring returned: a configuration for validation, and the credentials to sign with.</summary>
internal sealed class TokenKeySet : OpenIdConnectConfiguration
{
    private readonly (SigningCredentials Credentials, DateTimeOffset ActiveFrom)[] _signing;

    public TokenKeySet(IReadOnlyList<TokenKey> keys)
    {
        foreach (var key in keys)
        {
            SigningKeys.Add(Verifying(key));
        }

        _signing =
        [
            .. keys.Where(key => key.PrivateKey is not null).OrderByDescending(key => key.ActiveFrom)
                .Select(key => (new SigningCredentials(Signing(key), SecurityAlgorithms.EcdsaSha256), key.ActiveFrom)),
        ];
        Published = new PublishedKeys([.. SigningKeys.OfType<ECDsaSecurityKey>().Select(PublishedKey.From)]);
    }

    /// <summary>The public parts, for those who verify tokens elsewhere.</summary>
    public PublishedKeys Published { get; }

    /// <summary>Whether these are the same keys, and the same of them sign.</summary>
    public bool HasSameKeys(IReadOnlyList<TokenKey> keys) =>
        keys.Select(key => key.Id).Order(StringComparer.Ordinal).SequenceEqual(SigningKeys.Select(key => key.KeyId).Order(StringComparer.Ordinal))
        && keys.Count(key => key.PrivateKey is not null) == _signing.Length;

    /// <summary>The key to sign with: of those that are active the newest.</summary>
    public SigningCredentials SigningAt(DateTimeOffset now)
    {
        foreach (var (credentials, activeFrom) in _signing)
        {
            if (activeFrom <= now)
            {
                return credentials;
            }
        }

        // The clock of this machine is behind the database's, where one is active.
        return _signing is [.., var oldest] ? oldest.Credentials : throw new InvalidOperationException(
            "No key to sign tokens with was found. Check that the worker rotates keys and that signing_keys has a row, and try again.");
    }

    private static ECDsaSecurityKey Verifying(TokenKey key)
    {
        var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(key.PublicKey, out _);
        return new ECDsaSecurityKey(ecdsa) { KeyId = key.Id };
    }

    private static ECDsaSecurityKey Signing(TokenKey key)
    {
        var ecdsa = ECDsa.Create();
        ecdsa.ImportPkcs8PrivateKey(key.PrivateKey, out _);
        return new ECDsaSecurityKey(ecdsa) { KeyId = key.Id };
    }
}

/// <summary>A JSON Web Key Set (RFC 7517).</summary>
/// <param name="Keys">All keys, also those that do not sign yet or no longer.</param>
public sealed record PublishedKeys([property: JsonPropertyName("keys")] IReadOnlyList<PublishedKey> Keys);

/// <summary>The public part of a key. The package's own type writes empty arrays as well (<c>x5c</c>, <c>key_ops</c>), which some readers refuse.</summary>
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
