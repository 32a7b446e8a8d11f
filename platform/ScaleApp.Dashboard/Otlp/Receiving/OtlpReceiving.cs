using Microsoft.AspNetCore.Http.Features;
using ScaleApp.Dashboard.Otlp.Receiving;
using ScaleApp.Dashboard.Telemetry;

namespace ScaleApp.Dashboard.Otlp;

/// <summary>What takes telemetry in.</summary>
internal static class OtlpReceiving
{
    public static void AddOtlp(this IHostApplicationBuilder builder)
    {
        builder.AddTelemetryStore();
        builder.Services.AddOptions<ReceiveLimits>().BindConfiguration(ReceiveLimits.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<BodyReader>();
        builder.Services.AddSingleton<SenderKey>();
        builder.Services.AddSingleton<HttpReceiver>();
        builder.Services.AddSingleton<GrpcReceiver>();
    }

    /// <summary>Answers everything that comes by the ports for telemetry; nothing else is there.</summary>
    public static void UseOtlp(this IApplicationBuilder app)
    {
        var http = app.ApplicationServices.GetRequiredService<HttpReceiver>();
        var grpc = app.ApplicationServices.GetRequiredService<GrpcReceiver>();
        app.MapWhen(context => context.Listener() == DashboardListener.OtlpHttp, otlp => otlp.Use(LimitedByReceiver).Run(http.HandleAsync));
        app.MapWhen(context => context.Listener() == DashboardListener.OtlpGrpc, otlp => otlp.Use(LimitedByReceiver).Run(grpc.HandleAsync));
    }

    /// <summary>The server's own limit for a body would cut off what the settings allow.</summary>
    private static Task LimitedByReceiver(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        return next(context);
    }
}
