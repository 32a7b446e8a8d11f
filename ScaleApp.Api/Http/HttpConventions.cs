namespace ScaleApp.Api.Http;

/// <summary>What holds for every request, whatever the feature: limits, JSON, validation, errors, headers, the OpenAPI document.</summary>
internal static class HttpConventions
{
    // No request of the API comes near it; uploads have a limit of their own.
    private const long LargestBody = 64 * 1024;

    private static readonly TimeSpan HttpsOnlyFor = TimeSpan.FromDays(365);

    public static void AddHttpConventions(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.RequestHeaderEncodingSelector = HeaderEncoding.Select;
        });

        // As an exception it reaches UnreadableRequestHandler, which names the place in the JSON. Outside Development the default is an empty 400.
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);

        // It passes over internal types, so the records that requests are read into are public.
        builder.Services.AddValidation();
        builder.Services.AddOpenApi(ApiDocument.Configure);

        builder.AddKnownProxies();
        builder.AddTrustedOrigins();
        builder.Services.AddHsts(hsts => hsts.MaxAge = HttpsOnlyFor);
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = ProblemWording.Complete);
        builder.Services.AddExceptionHandler<UnreadableRequestHandler>();
        builder.Services.AddExceptionHandler<BackendUnavailableHandler>();
    }

    public static void UseHttpConventions(this WebApplication app)
    {
        app.UseKnownProxies();
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }

        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // A body that is too large or is cut off is the client's fault, and not an error of ours to log.
            StatusCodeSelector = error => (error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status500InternalServerError,
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException || context.ExceptionHandledBy
                is Microsoft.AspNetCore.Diagnostics.ExceptionHandledType.ExceptionHandlerService,
        });
        app.UseStatusCodePages(context => Problems.WriteAsync(context.HttpContext, context.HttpContext.Response.StatusCode));
        app.UseCors();
        app.UseMiddleware<CrossSiteRequests>();
        app.UseMiddleware<JsonCharset>();
        app.UseDefaultFiles();
        app.UseStaticFiles();
        app.UseOverloadProtection();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();

        app.MapOpenApi();
        app.MapApiReference();
    }
}
