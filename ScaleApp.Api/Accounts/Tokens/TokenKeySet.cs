using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Api.Accounts.Tokens;

/// <summary>Keys that were read together.</summary>
internal sealed class TokenKeySet
{
    private readonly Dictionary<string, ECDsaSecurityKey> _verifying;
    private readonly (SigningCredentials Credentials, DateTimeOffset ActiveFrom)[] _signing;

    public TokenKeySet(IReadOnlyList<TokenKey> keys)
    {
        _verifying = keys.ToDictionary(key => key.Id, Verifying, StringComparer.Ordinal);
        _signing =
        [
            .. keys.Where(key => key.PrivateKey is not null).OrderByDescending(key => key.ActiveFrom)
                .Select(key => (new SigningCredentials(Signing(key), SecurityAlgorithms.EcdsaSha256), key.ActiveFrom)),
        ];
        Published = new PublishedKeys([.. _verifying.Values.Select(PublishedKey.From)]);
    }

    /// <summary>The public parts, for whoever verifies tokens elsewhere.</summary>
    public PublishedKeys Published { get; }

    /// <summary>Whether these are the same keys, good for the same.</summary>
    public bool IsOf(IReadOnlyList<TokenKey> keys) =>
        keys.Count == _verifying.Count && keys.All(key => _verifying.ContainsKey(key.Id))
        && keys.Count(key => key.PrivateKey is not null) == _signing.Length;

    /// <summary>The key of that name, or null.</summary>
    public ECDsaSecurityKey? Find(string? id) => id is null ? null : _verifying.GetValueOrDefault(id);

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
            "There is no key to sign tokens with. Has the worker's rotation failed, or was signing_keys emptied a moment ago? Try again.");
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
