using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace ScaleApp.Data.Digests;

/// <summary>Signs who may be unsubscribed from the digest without signing in: the worker puts a token into each mail, the API reads it.</summary>
public sealed class UnsubscribeTokens(IDataProtectionProvider protection)
{
    /// <summary>The path of the endpoint that takes the token as the query parameter <c>token</c>.</summary>
    public const string Path = "/unsubscribe";

    private readonly IDataProtector _protector = protection.CreateProtector("ScaleApp.Digests.Unsubscribe");

    public string Create(int customer) => _protector.Protect($"{customer}");

    /// <summary>The customer of a token, or null when it was not made by the shop.</summary>
    public int? Read(string token)
    {
        try
        {
            return int.Parse(_protector.Unprotect(token));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

public sealed class UnsubscribeLinks(UnsubscribeTokens tokens, Uri? publicAddress)
{
    /// <summary>The link for one customer; null when the public address of the shop is not configured.</summary>
    public Uri? Create(int customer) => publicAddress is null
        ? null
        : new Uri(publicAddress, $"{UnsubscribeTokens.Path}?token={Uri.EscapeDataString(tokens.Create(customer))}");
}
