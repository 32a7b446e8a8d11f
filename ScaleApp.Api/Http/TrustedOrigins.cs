namespace ScaleApp.Api.Http;

/// <summary>Other sites whose pages may use the API. By default there are none: browsers keep its answers from every other site.</summary>
internal sealed class TrustedOriginsOptions
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Cors";

    /// <summary>Origins as <c>https://shop.example</c>. Default: none.</summary>
    public string[] Origins { get; set; } = [];
}

/// <summary>Opens the API to the pages of other sites, where that is configured. They bring access tokens; cookies stay with this site.</summary>
internal static class TrustedOrigins
{
    private static readonly TimeSpan PreflightLifetime = TimeSpan.FromMinutes(10);

    public static void AddTrustedOrigins(this IHostApplicationBuilder builder)
    {
        var origins = builder.Configuration.GetSection(TrustedOriginsOptions.Section).Get<TrustedOriginsOptions>()?.Origins ?? [];
        if (Array.Find(origins, origin => !IsOrigin(origin)) is { } wrong)
        {
            throw new InvalidOperationException(
                $"{TrustedOriginsOptions.Section}:{nameof(TrustedOriginsOptions.Origins)} holds '{wrong}', which is no origin: write https://host or "
                + "https://host:port, without a path. There is no wildcard.");
        }

        builder.Services.AddCors(cors =>
        {
            if (origins.Length > 0)
            {
                cors.AddDefaultPolicy(policy => policy.WithOrigins(origins).AllowAnyHeader().AllowAnyMethod().SetPreflightMaxAge(PreflightLifetime)
                    .WithExposedHeaders("ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy"));
            }
        });
    }

    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri is { Scheme: "https" or "http" } && uri.GetLeftPart(UriPartial.Authority) == origin;
}
