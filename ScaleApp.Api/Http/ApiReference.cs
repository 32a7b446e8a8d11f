using Scalar.AspNetCore;

namespace ScaleApp.Api.Http;

/// <summary>The page <c>/scalar</c>, on which the OpenAPI document can be read and tried.</summary>
internal static class ApiReference
{
    public const string Path = "/scalar";

    public static void MapApiReference(this IEndpointRouteBuilder routes) => routes.MapScalarApiReference(Path, scalar => scalar
        .WithTitle("ScaleApp API")
        .WithNonce()
        // The page asks no other site for anything.
        .DisableDefaultFonts()
        .DisableTelemetry()
        .DisableAgent()
        .HideDeveloperTools())
        .ExcludeFromDescription();

    /// <summary>Lets the page run its own scripts, which carry the nonce of the response, and set its own styles.</summary>
    public static string ContentSecurityPolicy(HttpContext context) =>
        $"default-src 'self'; script-src 'self' 'nonce-{context.Items[ScalarOptions.NonceHttpContextItemKey]}'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
}
