namespace ScaleApp.Api.Http;

/// <summary>Opens the API to the pages of other sites, named by <c>Cors:Origins</c>. They bring access tokens; cookies stay with this site.</summary>
/// <remarks>By default there are none: browsers keep the API's answers from every other site.</remarks>
internal static class TrustedOrigins
{
    private const string Setting = "Cors:Origins";

    private static readonly TimeSpan PreflightLifetime = TimeSpan.FromMinutes(10);

    public static void AddTrustedOrigins(this IHostApplicationBuilder builder)
    {
        var origins = builder.Configuration.GetSection(Setting).Get<string[]>() ?? [];
        if (Array.Find(origins, origin => !IsOrigin(origin)) is { } wrong)
        {
            throw new InvalidOperationException(
                $"{Setting} holds '{wrong}', which is not an origin. Write https://host or https://host:port, without a path; wildcards are not supported.");
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
