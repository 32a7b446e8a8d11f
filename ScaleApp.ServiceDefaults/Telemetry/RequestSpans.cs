using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using OpenTelemetry;

namespace ScaleApp.ServiceDefaults;

/// <summary>
/// Ends the span of a request by OpenTelemetry's semantic conventions: ASP.NET Core gives it what is known when it begins, and
/// neither route nor outcome. Health checks, and what they call, are left out of the traces.
/// </summary>
internal sealed class RequestSpans : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, proceed) => context.Features.Get<IHttpActivityFeature>()?.Activity switch
        {
            null or { IsAllDataRequested: false } => proceed(context),
            { } span when HealthEndpoints.Is(context.Request.Path) => LeaveOutAsync(span, context, proceed),
            { } span => ObserveAsync(span, context, proceed),
        });
        next(app);
    };

    private static async Task LeaveOutAsync(Activity span, HttpContext context, RequestDelegate proceed)
    {
        span.IsAllDataRequested = false;
        span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        // What it calls would be kept by a sampler that does not look at the parent, as a trace without a beginning.
        using var suppressed = SuppressInstrumentationScope.Begin();
        await proceed(context);
    }

    private static async Task ObserveAsync(Activity span, HttpContext context, RequestDelegate proceed)
    {
        try
        {
            await proceed(context);
            End(span, context, context.Response.StatusCode, error: null);
        }
        catch (Exception error)
        {
            var isAborted = error is OperationCanceledException && context.RequestAborted.IsCancellationRequested;
            End(span, context, context.Response.HasStarted ? context.Response.StatusCode
                : isAborted ? StatusCodes.Status499ClientClosedRequest
                : StatusCodes.Status500InternalServerError, error);
            throw;
        }
    }

    private static void End(Activity span, HttpContext context, int status, Exception? error)
    {
        var handled = context.Features.Get<IExceptionHandlerFeature>();
        // The exception handler takes the endpoint away, to run another.
        var endpoint = handled?.Endpoint ?? context.GetEndpoint();
        error ??= handled?.Error;
        if ((endpoint as RouteEndpoint)?.RoutePattern.RawText is { } route)
        {
            span.SetTag("http.route", route);
            span.DisplayName = $"{context.Request.Method} {route}";
        }
        else
        {
            span.DisplayName = context.Request.Method;
        }

        span.SetTag("http.response.status_code", status);
        span.SetTag("network.protocol.version", Version(context.Request.Protocol));
        if (status >= StatusCodes.Status500InternalServerError)
        {
            span.SetTag("error.type", error?.GetType().FullName ?? $"{status}");
            span.SetStatus(ActivityStatusCode.Error, error?.Message);
            if (error is not null)
            {
                span.AddException(error);
            }
        }
    }

    private static string Version(string protocol) => HttpProtocol.IsHttp2(protocol) ? "2"
        : HttpProtocol.IsHttp3(protocol) ? "3"
        : HttpProtocol.IsHttp10(protocol) ? "1.0"
        : "1.1";
}
