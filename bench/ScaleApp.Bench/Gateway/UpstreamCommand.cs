using System.CommandLine;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ScaleApp.Bench.Measuring;
using ScaleApp.ServiceDefaults;
using ScaleApp.ServiceDefaults.Replicas;

namespace ScaleApp.Bench.Gateway;

/// <summary>A replica for the gateways to share: the smallest answer, registered as the API's replicas are, in a process of its own.</summary>
internal static class UpstreamCommand
{
    public const string Name = "gateway-upstream";
    public const string Service = "bench";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"replica":"upstream","processId":1,"startedAt":"2026-01-01T00:00:00Z"}""");

    public static Command Create() => HiddenServer.Create(Name, (port, redis) => Task.FromResult(Build(port, redis)));

    private static WebApplication Build(int port, string redis)
    {
        var builder = HiddenServer.NewBuilder(port);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:redis", (string?)redis)]);
        builder.Services.AddRouting();
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.AddRedis();
        builder.AddReplicaRegistration(Service);

        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.Map("/", AnswerAsync);
        return app;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = Body.Length;
        await context.Response.BodyWriter.WriteAsync(Body, context.RequestAborted);
    }
}
