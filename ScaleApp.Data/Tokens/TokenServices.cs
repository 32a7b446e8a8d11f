using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ScaleApp.Data.DataProtection;

namespace ScaleApp.Data.Tokens;

/// <summary>Registers the keys that sign tokens.</summary>
public static class TokenServices
{
    /// <summary>Adds <see cref="SigningKeyRing"/> and <see cref="TokenOptions"/>, for services that use the keys and those that rotate them.</summary>
    public static IHostApplicationBuilder AddSigningKeyRing(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddSharedDataProtection();
        builder.Services.AddOptions<TokenOptions>().BindConfiguration(TokenOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton<SigningKeyRing>();

        return builder;
    }
}
